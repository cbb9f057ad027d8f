import {
  type Account,
  type ComposerRequest,
  type ConversationEmail,
  copyMessages,
  isDraft,
  locale,
  mailClient,
  noWishes,
  t,
  type WholeMessage,
  wholeMessages,
} from '#lib/client/index.ts';
import {
  formatAddress,
  forwardHtml,
  forwardSubject,
  forwardText,
  parseAddressList,
  quoteHtml,
  quoteText,
  references,
  replyRecipients,
  replySubject,
  type TypedAddress,
  textToHtml,
  withTextSignature,
} from '#lib/compose/index.ts';
import type { EmailBodyPart, Identity } from '#lib/contract/index.ts';
import { quotableHtml, wordsOfHtml } from '#lib/html/index.ts';
import { type EmailAddress, type EmailId, MailError } from '#lib/mail/index.ts';
import { safeFileName } from '../message/file-name.ts';
import { flowedText } from '../message/mail-content.ts';
import { shownSender } from '../message/shown-sender.ts';
import type { ComposerFields, ComposerFile, DraftTies, QuotedMessage } from './composer-state.ts';
import { quotedClass, textAsParagraphs } from './draft-content.ts';
import { signatureHtml } from './signatures.ts';
import { writtenTo } from './written-to.ts';

/** A composer's beginning. `savedId`: the draft that is gone on with; `sentId`: that is a message which was sent. */
export type OpenedDraft = {
  title: string;
  ties: DraftTies;
  fields: ComposerFields;
  files: ComposerFile[];
  savedId: EmailId | null;
  sentId: EmailId | null;
};

const replyModes = { reply: 'reply', 'reply-all': 'all', 'reply-list': 'list', new: 'reply', forward: 'reply' } as const;

/** @throws MailError 'not-found' when the original or the draft is gone, 'network' … */
export async function openDraft(account: Account, request: ComposerRequest): Promise<OpenedDraft> {
  const preferred = mailClient().preferences()?.values.get();
  const format = preferred?.composeFormats[account.id] ?? preferred?.composeFormat ?? 'rich';
  const identity = usualIdentity(account);
  if (request.along !== undefined) return forwardedAsFiles(account, request, request.along, identity, format);
  const source = request.emailId == null ? null : await account.conversations.email(request.emailId);
  if (source === null || source.body === null) return newDraft(account, request, identity, format);
  if (request.mode === 'draft') return oldDraft(account, source, identity);
  if (request.mode === 'as-new') return copyOf(account, source, identity);
  const sender = isAnswer(request.mode)
    ? (writtenTo(account.cache.identities() ?? [], source, source.body?.cc ?? null) ?? identity)
    : identity;
  if (request.mode === 'forward-file') return forwardedAsFile(account, request, source, sender, format);
  return answerDraft(account, request.mode, source, sender, format);
}

/** Which of the account's identities new messages are from. */
function usualIdentity(account: Account): Identity | null {
  const wanted = mailClient().preferences()?.values.get().defaultIdentities[account.id];
  const all = account.cache.identities() ?? [];
  return all.find(({ id }) => id === wanted) ?? all[0] ?? null;
}

const isAnswer = (mode: ComposerRequest['mode']): boolean => mode.startsWith('reply');

/** The words, people and files of a message as the beginning of a new one, which belongs to no conversation. */
function copyOf(account: Account, source: ConversationEmail, identity: Identity | null): OpenedDraft {
  const opened = oldDraft(account, source, identity);
  const messageId = newMessageId(identity);
  return {
    ...opened,
    title: t('compose.new'),
    ties: { ...opened.ties, messageId, inReplyTo: null, references: null },
    fields: { ...opened.fields, asksReceipt: false, wishes: noWishes },
    savedId: null,
    sentId: null,
  };
}

/** The message itself goes along as it is, headers and all. */
function forwardedAsFile(
  account: Account,
  request: ComposerRequest,
  source: ConversationEmail,
  identity: Identity | null,
  format: ComposerFields['format'],
): OpenedDraft {
  const opened = newDraft(account, request, identity, format);
  const { body } = source;
  if (body === null) return opened;
  return {
    ...opened,
    title: t('compose.forward', { subject: source.subject ?? '' }),
    ties: { ...opened.ties, original: { emailId: source.id, keyword: '$forwarded' } },
    fields: { ...opened.fields, subject: forwardSubject(source.subject) },
    files: [messageFile('forwarded', { subject: source.subject, sizeBytes: body.size, blobId: body.blobId })],
  };
}

/** Several messages, also of other accounts, each a file of its own. @throws MailError */
async function forwardedAsFiles(
  account: Account,
  request: ComposerRequest,
  along: NonNullable<DraftTies['along']>,
  identity: Identity | null,
  format: ComposerFields['format'],
): Promise<OpenedDraft> {
  const messages: WholeMessage[] = [];
  for (const { accountId, emailIds } of along) {
    const from = mailClient().account(accountId);
    if (from !== null) messages.push(...(await copyMessages(from, account, await wholeMessages(from, emailIds))));
  }
  if (messages.length === 0) throw new MailError('not-found', 'these messages are gone');
  const opened = newDraft(account, request, identity, format);
  return {
    ...opened,
    title: t('compose.forwardMany', { count: messages.length }),
    ties: { ...opened.ties, along },
    files: messages.map((message, index) => messageFile(`forwarded-${index}`, message)),
  };
}

function messageFile(key: string, { subject, sizeBytes, blobId }: Omit<WholeMessage, 'emailId'>): ComposerFile {
  return {
    key,
    name: safeFileName(`${subject ?? 'message'}.eml`, 'message.eml'),
    type: 'message/rfc822',
    sizeBytes,
    sentBytes: sizeBytes,
    state: 'done',
    pieces: [],
    blobId,
    disposition: 'attachment',
    cid: null,
    problem: null,
  };
}

function newDraft(account: Account, request: ComposerRequest, identity: Identity | null, format: ComposerFields['format']): OpenedDraft {
  const body = request.body ?? '';
  return {
    title: t('compose.new'),
    ties: { accountId: account.id, messageId: newMessageId(identity), inReplyTo: null, references: null, original: null },
    fields: {
      identityId: identity?.id ?? null,
      to: parseAddressList(request.to ?? ''),
      cc: parseAddressList(request.cc ?? ''),
      bcc: parseAddressList(request.bcc ?? ''),
      subject: request.subject ?? '',
      format,
      rich: null,
      html: textAsParagraphs(body) + signatureHtml(identity),
      text: withTextSignature(body, identity?.textSignature ?? ''),
      quoted: null,
      isImportant: false,
      asksReceipt: false,
      wishes: noWishes,
    },
    files: [],
    savedId: null,
    sentId: null,
  };
}

function answerDraft(
  account: Account,
  mode: 'new' | 'reply' | 'reply-all' | 'reply-list' | 'forward',
  source: ConversationEmail,
  identity: Identity | null,
  format: ComposerFields['format'],
): OpenedDraft {
  const { body } = source;
  const isForward = mode === 'forward';
  const ownAddresses = (mailClient().state.get().kind === 'ready' ? allOwnAddresses() : []).concat(
    identity === null ? [] : [identity.email],
  );
  const message = {
    from: source.from,
    replyTo: body?.replyTo ?? null,
    to: source.to,
    cc: body?.cc ?? null,
    listPost: body === null ? null : [...body.listPostUrls],
  };
  const recipients = isForward ? { to: [], cc: [] } : replyRecipients({ message, mode: replyModes[mode], ownAddresses });
  const quoted = isForward ? forwarded(source) : replied(source);
  const sender = shownSender(source.from?.[0] ?? { name: null, email: '' });
  const subject = isForward ? forwardSubject(source.subject) : replySubject(source.subject);
  const parent = { messageId: body?.messageId ?? null, inReplyTo: body?.inReplyTo ?? null, references: body?.references ?? null };
  // A forward is a new conversation for whoever gets it.
  const thread = isForward ? { inReplyTo: null, references: null } : references(parent);
  return {
    title: isForward
      ? t('compose.forward', { subject: source.subject ?? '' })
      : t('compose.reply', { name: sender.name ?? sender.address }),
    ties: {
      accountId: account.id,
      messageId: newMessageId(identity),
      ...thread,
      original: { emailId: source.id, keyword: isForward ? '$forwarded' : '$answered' },
    },
    fields: {
      identityId: identity?.id ?? null,
      to: recipients.to.map(typed),
      cc: recipients.cc.map(typed),
      bcc: [],
      subject,
      format,
      rich: null,
      html: `<p></p>${signatureHtml(identity)}`,
      text: withTextSignature('', identity?.textSignature ?? '', quoted.text),
      quoted: format === 'plain' ? null : quoted,
      isImportant: false,
      asksReceipt: false,
      wishes: noWishes,
    },
    files: isForward ? filesOf(source) : [],
    savedId: null,
    sentId: null,
  };
}

function oldDraft(account: Account, source: ConversationEmail, identity: Identity | null): OpenedDraft {
  const { body } = source;
  const html = htmlOf(source);
  const text = textOf(source);
  const from = source.from?.[0]?.email.toLowerCase();
  const sender = account.cache.identities()?.find((one) => one.email.toLowerCase() === from) ?? identity;
  const split = html === null ? null : splitQuoted(quotableHtml(html, document, cidsOf(source)), text);
  return {
    title: t('compose.draft', { subject: source.subject || t('compose.noSubject') }),
    ties: {
      accountId: account.id,
      messageId: body?.messageId?.[0] ?? newMessageId(sender),
      inReplyTo: body?.inReplyTo ?? null,
      references: body?.references ?? null,
      original: null,
    },
    fields: {
      identityId: sender?.id ?? null,
      to: (source.to ?? []).map(typed),
      cc: (body?.cc ?? []).map(typed),
      bcc: (body?.bcc ?? []).map(typed),
      subject: source.subject ?? '',
      format: split === null ? 'plain' : 'rich',
      rich: null,
      html: split?.own ?? textAsParagraphs(text),
      text,
      quoted: split?.quoted ?? null,
      isImportant: body?.isImportant ?? false,
      asksReceipt: body?.asksReceipt ?? false,
      wishes: body?.wishes ?? noWishes,
    },
    files: filesOf(source),
    savedId: source.id,
    sentId: isDraft(account, source) ? null : source.id,
  };
}

/** Parts a draft of ours into one's own words and what was quoted. Works on HTML that is clean already. */
function splitQuoted(html: string, text: string): { own: string; quoted: QuotedMessage | null } {
  const parsed = new DOMParser().parseFromString(html, 'text/html');
  const block = parsed.querySelector(`.${quotedClass}`);
  if (block === null) return { own: html, quoted: null };
  block.remove();
  const head = block.firstElementChild?.textContent?.trim() ?? '';
  const line = head.split('\n')[0] ?? '';
  const at = line === '' ? -1 : text.lastIndexOf(line.slice(0, 60));
  const isForward = block.querySelector('.postern-forward') !== null;
  const plain = at >= 0 ? text.slice(at) : quoteText(block.textContent ?? '', line);
  return { own: parsed.body.innerHTML, quoted: { kind: isForward ? 'forward' : 'reply', html: block.innerHTML, text: plain } };
}

function replied(source: ConversationEmail): QuotedMessage {
  const attribution = t('compose.attribution', { date: longDate(source), name: person(source.from?.[0]) });
  const { before, after } = quoteHtml(attribution);
  const html = htmlOf(source);
  const body = html === null ? textToHtml(textOf(source)) : quotableHtml(html, document, new Set());
  return { kind: 'reply', html: before + body + after, text: quoteText(textOf(source), attribution) };
}

function forwarded(source: ConversationEmail): QuotedMessage {
  const list = (people: readonly EmailAddress[] | null | undefined) => (people ?? []).map(formatAddress).join(', ');
  const fields = [
    { name: t('compose.from'), text: list(source.from) },
    { name: t('message.date'), text: longDate(source) },
    { name: t('compose.subject'), text: source.subject ?? '' },
    { name: t('compose.to'), text: list(source.to) },
    { name: t('compose.cc'), text: list(source.body?.cc) },
  ].filter((field) => field.text !== '');
  const { before, after } = forwardHtml(t('compose.forwardHeading'), fields);
  const html = htmlOf(source);
  const body = html === null ? textToHtml(textOf(source)) : quotableHtml(html, document, cidsOf(source));
  return { kind: 'forward', html: before + body + after, text: forwardText(t('compose.forwardHeading'), fields, textOf(source)) };
}

const isHtml = (part: EmailBodyPart) => part.type === 'text/html';

function htmlOf({ body }: ConversationEmail): string | null {
  const parts = (body?.htmlBody ?? []).filter(isHtml);
  if (parts.length === 0) return null;
  return parts.map((part) => body?.bodyValues[part.partId ?? '']?.value ?? '').join('');
}

/** The text part; where there is only HTML, its words. */
function textOf({ body }: ConversationEmail): string {
  const parts = body?.textBody ?? [];
  const plain = parts.filter((part) => part.type === 'text/plain');
  if (plain.length > 0) return plain.map((part) => flowedText(part, body?.bodyValues[part.partId ?? '']?.value ?? '')).join('\n');
  const html = parts
    .filter(isHtml)
    .map((part) => body?.bodyValues[part.partId ?? '']?.value ?? '')
    .join('');
  return html === '' ? '' : wordsOfHtml(html, document);
}

const cidsOf = ({ body }: ConversationEmail): Set<string> =>
  new Set((body?.attachments ?? []).flatMap((part) => (part.cid === null ? [] : [part.cid])));

function filesOf({ body }: ConversationEmail): ComposerFile[] {
  return (body?.attachments ?? []).flatMap((part, index): ComposerFile[] => {
    if (part.blobId === null) return [];
    return [
      {
        key: `kept-${index}`,
        name: part.name ?? t('message.unnamed'),
        type: part.type,
        sizeBytes: part.size,
        sentBytes: part.size,
        state: 'done',
        pieces: [],
        blobId: part.blobId,
        disposition: part.disposition === 'inline' && part.cid !== null ? 'inline' : 'attachment',
        cid: part.cid,
        problem: null,
      },
    ];
  });
}

function allOwnAddresses(): string[] {
  const state = mailClient().state.get();
  return state.kind === 'ready'
    ? state.accounts.flatMap((account) => (account.cache.identities() ?? []).map((identity) => identity.email))
    : [];
}

const typed = (address: EmailAddress): TypedAddress =>
  parseAddressList(formatAddress(address))[0] ?? { ...address, isValid: false, typed: address.email };
const person = (address: EmailAddress | undefined): string =>
  address === undefined ? t('message.unknownSender') : (shownSender(address).name ?? address.email);
const longDate = (source: ConversationEmail): string =>
  new Intl.DateTimeFormat(locale(), { dateStyle: 'full', timeStyle: 'short' }).format(
    Date.parse(source.body?.sentAt ?? source.receivedAt) || Date.parse(source.receivedAt),
  );

/** RFC 5322 §3.6.4; the same for every version of the draft, so that nothing is ever sent twice. */
export function newMessageId(identity: Identity | null): string {
  const domain = identity?.email.split('@').at(-1) ?? 'localhost';
  return `${Date.now().toString(36)}.${crypto.randomUUID().replaceAll('-', '')}@${/^[A-Za-z0-9.-]+$/.test(domain) ? domain : 'localhost'}`;
}
