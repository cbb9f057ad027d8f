import { draftToText } from '#lib/compose/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { quotableHtml } from '#lib/html/index.ts';
import type { ComposerFields } from './composer-state.ts';
import { textAsParagraphs } from './draft-content.ts';

const signature = /<div class="postern-signature">.*?<\/div>/s;
const emptyStart = /^(?:<p>(?:<br[^>]*>)?<\/p>)+/;

/** The words of a message as a template: without signature, quote, pictures and files. */
export function templateOf({ subject, format, html, rich, text }: ComposerFields, name: string): Omit<Template, 'id'> {
  if (format === 'plain') return { name, subject, text: text.replace(/\n-- \n.*$/s, '').trim(), html: '' };
  const blocks = (rich?.content ?? []).filter(({ type }) => type !== 'signature');
  return {
    ...{ name, subject },
    html: quotableHtml(html.replace(signature, ''), document, new Set()),
    text: draftToText({ type: 'doc', content: blocks }).trim(),
  };
}

/** A template as HTML for the editor, cleaned like any other that comes from outside. */
export const templateHtml = ({ html, text }: Pick<Template, 'html' | 'text'>): string =>
  html === '' ? textAsParagraphs(text) : quotableHtml(html, document, new Set());

/** A template put above what is written already. */
export function withTemplate(fields: ComposerFields, template: Template): Partial<ComposerFields> {
  const subject = fields.subject.trim() === '' ? { subject: template.subject } : {};
  if (fields.format === 'plain') return { ...subject, text: `${template.text}\n${fields.text === '' ? '' : '\n'}${fields.text}` };
  return { ...subject, rich: null, html: `${templateHtml(template)}${fields.html.replace(emptyStart, '') || '<p></p>'}` };
}
