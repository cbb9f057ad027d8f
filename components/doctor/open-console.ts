import type { ConsoleEvent, ConsoleOpened } from '#lib/contract/index.ts';
import type { Lesson } from './lessons.ts';

export type ConsoleLine = Extract<ConsoleEvent, { type: 'line' }>;
export type ConsoleState = Extract<ConsoleEvent, { type: 'state' }>;
export type OpenConsole = { opened: ConsoleOpened; address: string; lesson: Lesson | null; lines: ConsoleLine[]; state: ConsoleState };
