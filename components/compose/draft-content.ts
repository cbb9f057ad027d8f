import type { DraftAttachment, DraftContent } from '#lib/client/index.ts';
import { draftToText, flowText, type RichNode, textToHtml, withTextSignature } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import type { ComposerFields, ComposerFile, DraftTies } from './composer-state.ts';

/** The fields as the message that is saved and sent. The text part says what the HTML says. */
export function draftContent({
  fields,
  files,
  ties,
  identity,
  textSignature = null,
}: {
  fields: ComposerFields;
  files: readonly ComposerFile[];
  ties: DraftTies;
  identity: Identity | null;
  /** what stands below the text part in place of the signature's words */
  textSignature?: string | null;
}): DraftContent {
  const html = fields.format === 'plain' ? null : wholeHtml(fields);
  const people = (list: ComposerFields['to']) => list.map(({ name, email }) => ({ name, email }));
  return {
    from: identity === null ? [] : [{ name: identity.name === '' ? null : identity.name, email: identity.email }],
    to: people(fields.to),
    cc: people(fields.cc),
    bcc: people(fields.bcc),
    replyTo: identity?.replyTo ?? null,
    subject: fields.subject,
    messageId: ties.messageId,
    inReplyTo: ties.inReplyTo,
    references: ties.references,
    isImportant: fields.isImportant,
    asksReceipt: fields.asksReceipt,
    wishes: fields.wishes,
    text: flowText(plainText(fields, textSignature)),
    isFlowed: true,
    html,
    attachments: files.flatMap(({ blobId, type, name, disposition, cid }): DraftAttachment[] => {
      if (blobId === null) return [];
      if (cid === null || !isOwnCid(cid)) return [{ blobId, type, name, disposition, cid }];
      // Without HTML it goes along as a file; one that was taken out of the text again does not.
      if (html === null) return [{ blobId, type, name, disposition: 'attachment', cid: null }];
      return isShownIn(html, cid) ? [{ blobId, type, name, disposition, cid }] : [];
    }),
  };
}

/** Names a picture that is put into the text (RFC 2392). */
export const ownCid = (): string => `${crypto.randomUUID()}@inline.postern`;
const isOwnCid = (cid: string): boolean => /^[0-9a-f-]{36}@inline\.postern$/.test(cid);
const isShownIn = (html: string, cid: string): boolean => html.includes(`cid:${cid}`) || html.includes(`cid:${encodeURIComponent(cid)}`);

/** Marks what was quoted, so that a draft opened again finds it. */
export const quotedClass = 'postern-quoted';

function wholeHtml({ html, quoted }: ComposerFields): string {
  // An empty paragraph has no height elsewhere.
  const own = closeSignature(html.replaceAll('<p></p>', '<p><br></p>'));
  return quoted === null ? own : `${own}<div class="${quotedClass}">${quoted.html}</div>`;
}

const signatureStart = '<div class="postern-signature">';

/** The lines of a signature stand close; paragraphs would be parted by an empty line. Works on what our own editor wrote: no `div` stands in a signature. */
function closeSignature(html: string): string {
  const start = html.indexOf(signatureStart);
  const end = start < 0 ? -1 : html.indexOf('</div>', start);
  if (end < 0) return html;
  const inside = html
    .slice(start + signatureStart.length, end)
    .replaceAll('<p>', '<div>')
    .replaceAll('</p>', '</div>');
  return html.slice(0, start) + signatureStart + inside + html.slice(end);
}

/** @param textSignature in place of the words of the signature; null: those */
export function plainText({ format, rich, text, quoted }: ComposerFields, textSignature: string | null = null): string {
  if (format === 'plain') return text;
  const blocks = rich?.content ?? [];
  const isSignature = (node: RichNode) => node.type === 'signature';
  const own = draftToText({ type: 'doc', content: blocks.filter((node) => !isSignature(node)) });
  const words = draftToText({ type: 'doc', content: blocks.filter(isSignature).flatMap((node) => node.content ?? []) });
  return withTextSignature(own, textSignature ?? words.replace(/\n{2,}/g, '\n'), quoted?.text ?? '');
}

/** Text as editor HTML: a paragraph for each stretch between empty lines. */
export const textAsParagraphs = (text: string): string =>
  text
    .replace(/\r\n?/g, '\n')
    .split(/\n{2,}/)
    .map((paragraph) => `<p>${textToHtml(paragraph)}</p>`)
    .join('');

/** In the languages that Postern speaks; Arabic words bear their articles and endings at both sides. */
const aboutAttachments =
  /(?<!\p{L})(?:attach(?:ed|ment|ments|ing)?|enclosed|angeh(?:ä|ae)ngt|anh(?:a|ä)nge?|anbei|beigef(?:ü|ue)gt|pi[eè]ces? jointes?|ci-joint[es]*|adjunt[oa]s?|anexos?|\p{L}{0,3}مرفق\p{L}{0,3}|أرفقت|نرفق|أرفق)(?!\p{L})/iu;

export type Warning = { kind: 'subject' } | { kind: 'attachment' } | { kind: 'many'; count: number };
const manyInTo = 15;

/** What to ask before sending. */
export function warningsOf(fields: ComposerFields, files: readonly ComposerFile[]): Warning[] {
  const warnings: Warning[] = [];
  if (fields.subject.trim() === '') warnings.push({ kind: 'subject' });
  const own = plainText({ ...fields, quoted: null })
    // A signature stands below every message, and asks for nothing.
    .replace(/(?<=^|\n)-- \n(?:.+\n?)*/, '')
    .split('\n')
    .filter((line) => !line.startsWith('>'))
    .join('\n');
  if (files.every((file) => file.disposition === 'inline') && aboutAttachments.test(`${fields.subject}\n${own}`))
    warnings.push({ kind: 'attachment' });
  const inSight = fields.to.length + fields.cc.length;
  if (inSight > manyInTo) warnings.push({ kind: 'many', count: inSight });
  return warnings;
}

/** Nothing in it that anyone wrote: not worth keeping. */
export function isEmptyDraft(fields: ComposerFields, files: readonly ComposerFile[], first: ComposerFields): boolean {
  return (
    files.length === 0 &&
    fields.subject === first.subject &&
    fields.to.length + fields.cc.length + fields.bcc.length === 0 &&
    plainText({ ...fields, quoted: null }).trim() === plainText({ ...first, quoted: null }).trim()
  );
}
