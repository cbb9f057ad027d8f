import { z } from 'zod';
import type { TextReach } from '#lib/mail/index.ts';
import { textReaches } from '#lib/mail/index.ts';
import { getArguments, setArguments } from './standard-methods.ts';

/** How far back the text of messages is searched here rather than on the mail server (`urn:postern:sync`): a singleton with the id `singleton`. */
export type TextIndex = { id: 'singleton'; reach: TextReach };

export const textIndexProperties = ['id', 'reach'] as const satisfies readonly (keyof TextIndex)[];

/** What `TextIndex/set` takes. */
export const textIndexSettable = { reach: z.enum(textReaches) };

export const textIndexMethods = {
  'TextIndex/get': z.strictObject(getArguments),
  /** standard `/set` of a singleton: only an `update` of `singleton`; what is indexed already stays */
  'TextIndex/set': z.strictObject(setArguments),
};
