import { MailError } from '#lib/mail/index.ts';
import type { QuotaFact } from './api.ts';
import type { SessionContext } from './session-context.ts';
import { listOf, numberOf, textOf } from './tokens.ts';
import type { RunOptions } from './wire.ts';

/** Roots and resources looked at; a server that names more is out of its mind. */
const maxQuotas = 100;

/**
 * What the person may do in a mailbox, as letters (RFC 4314 §2.1). The `c` and `d` of RFC 2086 stand for the rights they became (§2.1.1).
 *
 * @throws MailError 'not-found', 'forbidden', 'refused'
 */
export async function myRights(context: SessionContext, path: string, options: RunOptions): Promise<string> {
  let rights: string | null = null;
  await context.wire.run('MYRIGHTS', [context.names.token(path)], {
    ...options,
    stage: 'mailbox',
    untagged: {
      myrights: (response) => {
        rights = textOf(response.attributes?.[1]);
      },
    },
  });
  if (rights === null) throw new MailError('protocol', 'MYRIGHTS without an answer', { stage: 'mailbox' });
  let letters: string = rights;
  if (letters.includes('c') && !/[kx]/.test(letters)) letters += 'k';
  if (letters.includes('d') && !/[xte]/.test(letters)) letters += 'xte';
  return letters;
}

/**
 * How full the storage behind a mailbox is: every resource of its quota roots, in the units of RFC 9208 §5 (STORAGE in 1,024 octets).
 *
 * @see RFC 9208 §4.1.2 (GETQUOTAROOT), and RFC 2087, whose answers have the same form
 */
export async function quotaOf(context: SessionContext, path: string, options: RunOptions): Promise<QuotaFact[]> {
  const facts: QuotaFact[] = [];
  await context.wire.run('GETQUOTAROOT', [context.names.token(path)], {
    ...options,
    stage: 'mailbox',
    untagged: {
      quotaroot: () => undefined,
      quota: (response) => {
        const root = textOf(response.attributes?.[0]) ?? '';
        const items = listOf(response.attributes?.[1]) ?? [];
        for (let at = 0; at + 2 < items.length && facts.length < maxQuotas; at += 3) {
          const [resource, used, limit] = [textOf(items[at]), numberOf(items[at + 1]), numberOf(items[at + 2])];
          if (resource !== null && used !== null && limit !== null) facts.push({ root, resource: resource.toUpperCase(), used, limit });
        }
      },
    },
  });
  return facts;
}
