import { beginOidc } from '#lib/auth/index.ts';

export const POST = beginOidc;
