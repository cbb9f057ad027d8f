import { mailIndex } from './0001-mail-index.ts';
import { tags } from './0004-tags.ts';

/** A step forward. Its number is its place in the list, counted from 1, and is what `PRAGMA user_version` holds afterwards. */
export type Migration = { name: string; sql: string };

/** Append only: a released step is never edited. */
export const migrations: readonly Migration[] = [
  { name: 'mail-index', sql: mailIndex },
  { name: 'tags', sql: tags },
];
