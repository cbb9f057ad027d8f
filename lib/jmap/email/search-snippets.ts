import type { SearchSnippet } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId, MailFilter } from '#lib/mail/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { decodedPartText, searchTextOf, textPartsToFetch } from '#lib/message/index.ts';
import { highlight, snippet } from '#lib/search/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount, resolveId } from '../request-context.ts';
import { mailFilter } from './query-emails.ts';

/** RFC 8621 §5. */
const maxPreviewOctets = 255;

/** SearchSnippet/get (RFC 8621 §5.1): where the words of a filter stand, in subject and text. */
export const getSearchSnippets: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('SearchSnippet/get', given);
    const filter = await mailFilter(context, checked.filter);
    const account = await readyAccount(context, checked.accountId, 'read');
    const ids = [...new Set(checked.emailIds.map((id) => resolveId(context, id)))];
    if (ids.length > context.limits.objectsInGet) throw new MethodError('requestTooLarge');
    const words = { subject: wordsIn(filter, ['any', 'subject']), body: wordsIn(filter, ['any', 'body']) };
    const records = await account.store.emails.get(account.id, ids);
    const texts = words.body.length === 0 ? new Map<EmailId, string>() : await textsOf(context, account, records);
    const list = records.map(
      ({ id, subject }): SearchSnippet => ({
        emailId: id,
        subject: highlight(subject ?? '', words.subject),
        preview: snippet(texts.get(id) ?? '', words.body, maxPreviewOctets),
      }),
    );
    const found = new Set<string>(records.map(({ id }) => id));
    const notFound = ids.filter((id) => !found.has(id));
    return [['SearchSnippet/get', { accountId: account.id, list, notFound: notFound.length === 0 ? null : notFound }]];
  },
};

type TextField = Extract<MailFilter, { op: 'text' }>['field'];

/** Text that mail has to have; what it may not have is not shown. */
function wordsIn(filter: MailFilter | null, fields: readonly TextField[]): string[] {
  if (filter === null || filter.op === 'not') return [];
  if ('terms' in filter) return filter.terms.flatMap((term) => wordsIn(term, fields));
  return filter.op === 'text' && fields.includes(filter.field) ? [filter.text] : [];
}

/** Plain text of each Email, out of the parts that the index reads too. What cannot be fetched now has its preview looked through. */
async function textsOf(context: RequestContext, account: AccountMail, records: readonly EmailRecord[]): Promise<Map<EmailId, string>> {
  const texts = new Map<EmailId, string>();
  const wanted = records.map((record) => ({ record, parts: record.structure === null ? [] : textPartsToFetch(record.structure) }));
  const octets = await partsOf(
    account,
    wanted.flatMap(({ record, parts }) => parts.map((part) => ({ emailId: record.id, partId: part.partId ?? '' }))),
    context.signal,
  );
  for (const { record, parts } of wanted) {
    const decoded = parts.flatMap((part) => {
      const bytes = octets.get(`${record.id}/${part.partId ?? ''}`);
      return bytes === undefined ? [] : [{ type: part.type, text: decodedPartText(bytes, part).text }];
    });
    texts.set(record.id, decoded.length === 0 ? record.preview : searchTextOf(decoded));
  }
  return texts;
}

async function partsOf(
  account: AccountMail,
  wanted: { emailId: EmailId; partId: string }[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    return await account.parts(wanted, signal);
  } catch (error) {
    // a snippet is a courtesy: null is right where none can be made (§5)
    if (isMailError(error)) return new Map();
    throw error;
  }
}
