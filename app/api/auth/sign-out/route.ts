import { signOut } from '#lib/auth/index.ts';

export const POST = signOut;
