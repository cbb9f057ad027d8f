import { signInWithMailbox } from '#lib/auth/index.ts';

export const POST = signInWithMailbox;
