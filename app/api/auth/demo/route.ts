import { signInToTheDemo } from '#lib/auth/index.ts';

export const POST = signInToTheDemo;
