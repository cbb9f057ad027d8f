export { readVcards } from './read-vcards.ts';
export type { VcardVersion } from './write-vcards.ts';
export { writeVcards } from './write-vcards.ts';
