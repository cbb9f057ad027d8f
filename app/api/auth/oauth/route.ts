import { beginOAuth } from '#lib/auth/index.ts';

export const POST = beginOAuth;
