import { z } from 'zod';
import { getArguments, setArguments } from './standard-methods.ts';

/** A message that a person keeps to begin others with (`urn:postern:templates`), in the account that holds what is the person's alone. */
export type Template = {
  id: string;
  name: string;
  subject: string;
  /** clean it before it is shown: it is what a client has written */
  html: string;
  /** the same words plain */
  text: string;
};

export const templateProperties = ['id', 'name', 'subject', 'html', 'text'] as const satisfies readonly (keyof Template)[];

const line = z.string().regex(/^[^\p{Cc}\u2028\u2029]*$/u);
/** `name` is needed in a create; the others are empty unless given. */
export const templateSettable = {
  name: line.trim().min(1).max(200),
  subject: line.max(1_000),
  html: z.string().max(200_000),
  text: z.string().max(100_000),
};

export const templateMethods = {
  /** standard `/get`; its state comes by push, there is no `/changes` */
  'Template/get': z.strictObject(getArguments),
  'Template/set': z.strictObject(setArguments),
};
