import { folders } from './folders.ts';
import { shell } from './shell.ts';
import { tags } from './tags.ts';
import { threads } from './threads.ts';

/** What the mail page says until its list stands; it comes with the page. Everything else is in `late.ts`. */
export const first = { ...shell, ...folders, ...threads, ...tags } as const;
