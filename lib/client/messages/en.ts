import { folders } from './en/folders.ts';
import { shell } from './en/shell.ts';
import { tags } from './en/tags.ts';
import { threads } from './en/threads.ts';

/**
 * English, the language every other one is translated from. One file per part of the screen; keys begin with the part's name. These are the
 * words of the mail page's first load; what other pages and late parts say beside them, those bring themselves (`learnWords`).
 */
export const en = { ...shell, ...folders, ...threads, ...tags } as const;
