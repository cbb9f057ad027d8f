import { finishOidc } from '#lib/auth/index.ts';

export const GET = finishOidc;
