import { finishOAuth } from '#lib/auth/index.ts';

export const GET = finishOAuth;
