import { compose } from './en/compose.ts';
import { folders } from './en/folders.ts';
import { message } from './en/message.ts';
import { settings } from './en/settings.ts';
import { shell } from './en/shell.ts';
import { signIn } from './en/sign-in.ts';
import { tags } from './en/tags.ts';
import { threads } from './en/threads.ts';

/** English, the language every other one is translated from. One file per part of the screen; keys begin with the part's name. */
export const en = { ...shell, ...folders, ...threads, ...message, ...compose, ...settings, ...signIn, ...tags } as const;
