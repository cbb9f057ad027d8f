import { examineRoads } from '#lib/auth/index.ts';

export const POST = examineRoads;
