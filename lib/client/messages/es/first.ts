import type { FirstWords } from '../words.ts';
import { folders } from './folders.ts';
import { shell } from './shell.ts';
import { tags } from './tags.ts';
import { threads } from './threads.ts';

export const first: FirstWords = { ...shell, ...folders, ...threads, ...tags };
