import { htmlSignature, withTextSignature } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import { quotableHtml } from '#lib/html/index.ts';
import type { ComposerFields } from './composer-state.ts';

const selector = '.postern-signature';

/** An identity's signature as the editor begins with it. It was cleaned when it was written in settings; again here, since it may come from another client. */
export function signatureHtml(identity: Identity | null): string {
  if (identity === null) return '';
  const html = identity.htmlSignature.trim() === '' ? null : quotableHtml(identity.htmlSignature, document, new Set());
  return htmlSignature(html, identity.textSignature);
}

const parsed = (html: string): HTMLElement => new DOMParser().parseFromString(html, 'text/html').body;
const blockOf = (html: string): Element | null => parsed(html).querySelector(selector);
/** Editors move blanks about. */
const wordsOf = (block: Element | null): string => (block?.textContent ?? '').replace(/\s+/g, '');
const isAsSet = (block: Element | null, identity: Identity | null): boolean => wordsOf(block) === wordsOf(blockOf(signatureHtml(identity)));

/** What stands below the text part: the identity's own text, while the signature in the message is as it was set. null: its words as they are. */
export function textSignatureOf(html: string, identity: Identity | null): string | null {
  if (identity === null || identity.textSignature.trim() === '') return null;
  const block = blockOf(html);
  return block !== null && isAsSet(block, identity) ? identity.textSignature : null;
}

/** The message under another address: the signature changes with it, unless somebody wrote in it or took it out. */
export function withSignatureOf(fields: ComposerFields, before: Identity | null, after: Identity | null): Partial<ComposerFields> {
  if (fields.format === 'plain') {
    const mark = withTextSignature('', before?.textSignature ?? '').trimStart();
    const next = withTextSignature('', after?.textSignature ?? '').trimStart();
    const at = mark === '' ? -1 : `\n${fields.text}\n`.indexOf(`\n${mark}\n`);
    if (at < 0) return mark === '' && next !== '' && !/^>/m.test(fields.text) ? { text: withTextSignature(fields.text, next) } : {};
    return { text: fields.text.slice(0, at) + next + fields.text.slice(at + mark.length) };
  }
  const body = parsed(fields.html);
  const block = body.querySelector(selector);
  if (!isAsSet(block, before)) return {};
  const next = blockOf(signatureHtml(after));
  if (block === null && next === null) return {};
  block?.remove();
  if (next !== null) body.append(next);
  return { rich: null, html: body.innerHTML };
}
