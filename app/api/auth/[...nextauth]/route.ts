import { nextAuthRoute } from '#lib/auth/index.ts';

export const GET = nextAuthRoute;
export const POST = nextAuthRoute;
