import { Buffer } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Facts that a reader must find in a message of the corpus; absent ones are not known. */
export type EmlFacts = {
  subject?: string | null;
  from?: string[];
  to?: string[];
  date?: string | null;
  messageId?: string | null;
  hasText?: boolean;
  hasHtml?: boolean;
  attachments?: number;
  filenames?: (string | null)[];
};
export type EmlEntry = { file: string; facts: EmlFacts; factsBy: Record<string, string>; disputed: string[] };

const folder = new URL('../../../../shared/corpora/', import.meta.url);

/** The corpora are read in place, beside the project; without them these tests are passed over. */
export const hasCorpora = existsSync(fileURLToPath(new URL('eml/manifest.json', folder)));

const json = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));

export const emlEntries = (): EmlEntry[] => (hasCorpora ? (json('eml/manifest.json') as { messages: EmlEntry[] }).messages : []);

export const emlBytes = (file: string): Buffer => readFileSync(new URL(`eml/${file}`, folder));

/** The same message as a mail server sends it: every line ends with CRLF. */
export const withCrlf = (raw: Buffer): Buffer => Buffer.from(raw.toString('latin1').replace(/\r?\n/g, '\r\n'), 'latin1');

/** Strings that stand in every field that a mail can fill. */
export function fieldStrings(): string[] {
  if (!hasCorpora) return [];
  const lines = readFileSync(new URL('html-attacks-own.jsonl', folder), 'utf8').split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { as?: string; html: string })
    .filter((each) => each.as === 'field')
    .map((each) => each.html);
}

/** Header blocks that make clients show the wrong sender. */
export function spoofedHeaders(): { id: string; headers: string }[] {
  return hasCorpora ? ((json('sender-spoofing.json') as [string, number, { id: string; headers: string }[]])[2] ?? []) : [];
}
