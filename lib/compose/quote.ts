/** The five characters that mean something in HTML text and attribute values. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Plain text as HTML: escaped, line breaks and blanks in a row kept. */
export function textToHtml(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  return lines.map((line) => escapeHtml(line).replace(/^ | (?= )/g, '&nbsp;')).join('<br>');
}

/** Text without the signature: everything from the last line that is exactly `-- ` (RFC 3676 §4.3). */
export function withoutSignature(text: string): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const mark = lines.lastIndexOf('-- ');
  return mark < 0 ? lines.join('\n') : lines.slice(0, mark).join('\n').trimEnd();
}

/** Quotes text with `> ` under an attribution line; the signature is dropped (C2). */
export function quoteText(text: string, attribution: string): string {
  const lines = withoutSignature(text).replace(/\n+$/, '').split('\n');
  const quoted = lines.map((line) => (line.startsWith('>') ? `>${line}` : line === '' ? '>' : `> ${line}`));
  return `${attribution.replace(/[\r\n]+/g, ' ')}\n${quoted.join('\n')}\n`;
}

/**
 * The pieces around a quoted body, for HTML that was cleaned already: the caller puts its own DOM between `before` and `after`. The
 * attribution is text and is escaped here.
 */
export function quoteHtml(attribution: string): { before: string; after: string } {
  return {
    before: `<div class="postern-attribution">${escapeHtml(attribution)}</div><blockquote type="cite">`,
    after: '</blockquote>',
  };
}

/** The lines above a forwarded message, as name and text; absent ones are left out. */
export type ForwardedField = { name: string; text: string };

export function forwardText(heading: string, fields: readonly ForwardedField[], text: string): string {
  const head = fields.map((field) => `${field.name}: ${field.text.replace(/[\r\n]+/g, ' ')}`);
  return `---------- ${heading} ----------\n${head.join('\n')}\n\n${text.replace(/\r\n?/g, '\n')}`;
}

export function forwardHtml(heading: string, fields: readonly ForwardedField[]): { before: string; after: string } {
  const head = fields.map((field) => `<b>${escapeHtml(field.name)}:</b> ${escapeHtml(field.text)}<br>`).join('');
  return { before: `<div class="postern-forward">---------- ${escapeHtml(heading)} ----------<br>${head}</div><br>`, after: '' };
}
