import { discoverServers } from '#lib/auth/index.ts';

export const POST = discoverServers;
