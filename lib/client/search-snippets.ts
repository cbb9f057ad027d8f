import type { EmailFilter } from '#lib/contract/index.ts';
import { type EmailId, isMailError } from '#lib/mail/index.ts';
import type { Account } from './account.ts';

/** A stretch of text; `isHit`: it is what was looked for. */
export type MarkedText = readonly { text: string; isHit: boolean }[];
/** Where the words of a search stand in a message; null where none does. `until`: what a row says in place of its date, where it is put off. */
export type RowSnippet = { subject: MarkedText | null; preview: MarkedText | null; until?: string };

/** Emails in one question: what a screen shows, and a bit more. */
const mostAtOnce = 30;

/** Snippets of these Emails (RFC 8621 §5); none where the gateway has no answer. */
export async function searchSnippets(
  account: Account,
  filter: EmailFilter,
  emailIds: readonly EmailId[],
): Promise<ReadonlyMap<EmailId, RowSnippet>> {
  try {
    const asked = emailIds.slice(0, mostAtOnce);
    const { list } = await account.client.call('SearchSnippet/get', { accountId: account.id, filter, emailIds: asked });
    return new Map(list.map(({ emailId, subject, preview }) => [emailId, { subject: markedText(subject), preview: markedText(preview) }]));
  } catch (error) {
    if (isMailError(error)) return new Map();
    throw error;
  }
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/** The HTML of a snippet as text: `<mark>` is the only element that means anything, whatever else is written there is shown as it is. */
export function markedText(html: string | null): MarkedText | null {
  if (html === null) return null;
  return html
    .split(/(<mark>[^<]*<\/mark>)/)
    .filter((piece) => piece !== '')
    .map((piece) => {
      const hit = /^<mark>([^<]*)<\/mark>$/.exec(piece);
      return {
        text: (hit?.[1] ?? piece).replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? ''),
        isHit: hit !== null,
      };
    });
}
