import { askProtocols } from '#lib/auth/index.ts';

export const POST = askProtocols;
