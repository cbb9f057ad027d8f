import type { SetResponse } from '#lib/contract/index.ts';
import { emailProperties } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { EmailId, Keyword, MailboxId } from '#lib/mail/index.ts';
import type { EmailUpdate } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method, RequestContext } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused, setErrorOf } from '../set-error.ts';
import { changedIds } from '../standard/changed-ids.ts';
import type { ObjectUpdate, SetGiven, SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';
import { createEmail } from './create-email.ts';
import { emailObjects } from './email-objects.ts';
import { checkKeywords, checkMailboxIds, maxKeywords } from './email-placement.ts';
import { emailView } from './email-view.ts';

/** Email/set (RFC 8621 §4.6). */
export const setEmails: Method = {
  capability: 'urn:ietf:params:jmap:mail',
  async run(context, given) {
    const checked = checkArguments('Email/set', given);
    const account = await readyAccount(context, checked.accountId, 'write');
    return [['Email/set', await runEmailSet(context, account, checked)]];
  },
};

/** The work of Email/set; EmailSubmission/set runs it once more for `onSuccess…` (§7.5). */
export const runEmailSet = (context: RequestContext, account: AccountMail, given: SetGiven): Promise<SetResponse> =>
  runSet(context, given, target(context, account));

function target(context: RequestContext, account: AccountMail): SetTarget {
  const { emails } = account.store;
  return {
    properties: emailProperties,
    updatable: ['keywords', 'mailboxIds'],
    state: () => account.store.state(account.id, 'Email'),
    changedSince: (state) => changedIds(account, 'Email', state),
    current: (ids, properties) => emailObjects(account, ids, emailView({ ...wholeView, properties: [...properties] }), context.signal),
    plainPatch: withPlainKeywords,
    create: (object) => createEmail(context, account, object),
    update: (updates) => update(context, account, updates),
    async destroy(ids) {
      const outcomes = await emails.destroy(account.id, ids as EmailId[]);
      return new Map([...outcomes].map(([id, outcome]) => [id as string, outcome.ok ? done(null) : refused(setErrorOf(outcome.refusal))]));
    },
  };
}

/** Keywords have no letter case (RFC 8621 §4.1.1), so a patch of `keywords/$SEEN` reaches `$seen`. One that spells a keyword twice stays as it is. */
function withPlainKeywords(patch: Record<string, unknown>): Record<string, unknown> {
  const entries = Object.entries(patch).map(([path, value]) => [path.startsWith('keywords/') ? path.toLowerCase() : path, value]);
  const plain = Object.fromEntries(entries) as Record<string, unknown>;
  return Object.keys(plain).length === entries.length ? plain : patch;
}

const wholeView = {
  bodyProperties: undefined,
  fetchTextBodyValues: false,
  fetchHTMLBodyValues: false,
  fetchAllBodyValues: false,
  maxBodyValueBytes: 0,
};

async function update(
  context: RequestContext,
  account: AccountMail,
  updates: readonly ObjectUpdate[],
): Promise<Map<string, SetOutcome<Record<string, unknown> | null>>> {
  const outcomes = new Map<string, SetOutcome<Record<string, unknown> | null>>();
  const ready: EmailUpdate[] = [];
  /** what differs from what was asked: keywords in lower case */
  const beyond = new Map<string, Record<string, unknown>>();
  for (const { id, current, changed } of updates) {
    const wrong: string[] = [];
    const change: EmailUpdate = { id: id as EmailId, addKeywords: [], removeKeywords: [], mailboxIds: null };
    if (changed.has('keywords')) {
      const asked = changed.get('keywords') ?? {};
      const keywords = checkKeywords(asked);
      if (keywords === null) wrong.push('keywords');
      else if (keywords.length > maxKeywords) {
        outcomes.set(id, refused({ type: 'tooManyKeywords' }));
        continue;
      } else {
        Object.assign(change, keywordChange(Object.keys(current.keywords as object), keywords));
        const isAsAsked = Object.keys(asked as object).every((keyword) => keyword === keyword.toLowerCase());
        if (!isAsAsked) beyond.set(id, { keywords: Object.fromEntries(keywords.map((keyword) => [keyword, true])) });
      }
    }
    if (changed.has('mailboxIds')) {
      change.mailboxIds = await checkMailboxIds(context, account, changed.get('mailboxIds'));
      if (change.mailboxIds === null) wrong.push('mailboxIds');
      else if (isSameSet(change.mailboxIds, Object.keys(current.mailboxIds as object))) change.mailboxIds = null;
    }
    if (wrong.length > 0) outcomes.set(id, invalidProperties(wrong));
    else ready.push(change);
  }
  const results = ready.length === 0 ? new Map() : await account.store.emails.update(account.id, ready);
  for (const { id } of ready) {
    const result = results.get(id);
    if (result === undefined) outcomes.set(id, refused({ type: 'notFound' }));
    else outcomes.set(id, result.ok ? done(beyond.get(id) ?? null) : refused(setErrorOf(result.refusal)));
  }
  return outcomes;
}

function keywordChange(before: readonly Keyword[], after: readonly Keyword[]): Pick<EmailUpdate, 'addKeywords' | 'removeKeywords'> {
  return {
    addKeywords: after.filter((keyword) => !before.includes(keyword)),
    removeKeywords: before.filter((keyword) => !after.includes(keyword)),
  };
}

const isSameSet = (ids: readonly MailboxId[], others: readonly string[]): boolean =>
  ids.length === others.length && ids.every((id) => others.includes(id));
