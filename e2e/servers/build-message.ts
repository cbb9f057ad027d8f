export type Mailbox = { name: string; address: string };

export type BuildMessageInput = {
  from: Mailbox | string;
  to: readonly (Mailbox | string)[];
  cc?: readonly (Mailbox | string)[];
  subject: string;
  text?: string;
  html?: string;
  attachments?: readonly { fileName: string; type: string; content: string | Buffer; inlineId?: string }[];
  messageId?: string;
  inReplyTo?: string;
  references?: readonly string[];
  dateMs?: number;
  /** further header fields, as they stand on the wire */
  headers?: readonly string[];
};

/** A well-formed message as bytes, with CRLF and no random part: the same input gives the same bytes. For what no builder makes, write the bytes. */
export function buildMessage(input: BuildMessageInput): Buffer {
  const header = [
    `From: ${mailbox(input.from)}`,
    `To: ${input.to.map(mailbox).join(',\r\n ')}`,
    ...(input.cc && input.cc.length > 0 ? [`Cc: ${input.cc.map(mailbox).join(',\r\n ')}`] : []),
    `Subject: ${words(input.subject)}`,
    ...(input.dateMs === undefined ? [] : [`Date: ${new Date(input.dateMs).toUTCString().replace('GMT', '+0000')}`]),
    ...(input.messageId === undefined ? [] : [`Message-ID: <${input.messageId}>`]),
    ...(input.inReplyTo === undefined ? [] : [`In-Reply-To: <${input.inReplyTo}>`]),
    ...(input.references && input.references.length > 0 ? [`References: ${input.references.map((id) => `<${id}>`).join('\r\n ')}`] : []),
    ...(input.headers ?? []),
    'MIME-Version: 1.0',
  ];
  return Buffer.from([...header, body(input)].join('\r\n'));
}

function body(input: BuildMessageInput): string {
  const texts: string[] = [];
  if (input.text !== undefined || input.html === undefined) texts.push(textPart('plain', input.text ?? ''));
  if (input.html !== undefined) texts.push(textPart('html', input.html));
  const readable = texts.length === 1 ? texts[0]! : multipart('alternative', texts);
  const attachments = input.attachments ?? [];
  if (attachments.length === 0) return readable;
  return multipart('mixed', [readable, ...attachments.map(attachmentPart)]);
}

function textPart(subtype: 'plain' | 'html', text: string): string {
  const head = `Content-Type: text/${subtype}; charset=utf-8\r\nContent-Transfer-Encoding:`;
  const lines = text.replaceAll(/\r\n|\r|\n/g, '\r\n');
  const plain = /^[\t\r\n\x20-\x7e]*$/.test(lines) && !/[^\r\n]{900}/.test(lines);
  return plain ? `${head} 7bit\r\n\r\n${lines}\r\n` : `${head} base64\r\n\r\n${base64Lines(Buffer.from(lines))}\r\n`;
}

function attachmentPart(attachment: NonNullable<BuildMessageInput['attachments']>[number]): string {
  const name = words(attachment.fileName);
  const disposition = attachment.inlineId === undefined ? 'attachment' : 'inline';
  return [
    `Content-Type: ${attachment.type}; name="${name}"`,
    `Content-Disposition: ${disposition}; filename="${name}"`,
    ...(attachment.inlineId === undefined ? [] : [`Content-ID: <${attachment.inlineId}>`]),
    'Content-Transfer-Encoding: base64',
    '',
    `${base64Lines(Buffer.from(attachment.content))}\r\n`,
  ].join('\r\n');
}

function multipart(subtype: string, parts: readonly string[]): string {
  const boundary = `part_${subtype}_${digest(parts.join(''))}`;
  const sections = parts.map((part) => `--${boundary}\r\n${part}`).join('');
  return `Content-Type: multipart/${subtype}; boundary="${boundary}"\r\n\r\n${sections}--${boundary}--\r\n`;
}

/** FNV-1a, so that a boundary depends on what it bounds and differs from the boundary around it. */
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1 + (text.length >> 12)) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}

function mailbox(who: Mailbox | string): string {
  if (typeof who === 'string') return who;
  return who.name === '' ? who.address : `${/^[\w ]+$/.test(who.name) ? who.name : quotedOrEncoded(who.name)} <${who.address}>`;
}

const isPrintable = (text: string) => /^[\x20-\x7e]*$/.test(text);
const quotedOrEncoded = (text: string) => (isPrintable(text) ? `"${text.replaceAll(/["\\]/g, '\\$&')}"` : words(text));

/** RFC 2047, whole characters per encoded word, none longer than 75 octets. */
function words(text: string): string {
  if (isPrintable(text)) return text;
  const chunks: string[] = [''];
  for (const character of text) {
    if (Buffer.byteLength(chunks.at(-1)! + character) > 42) chunks.push('');
    chunks[chunks.length - 1] += character;
  }
  return chunks.map((chunk) => `=?utf-8?B?${Buffer.from(chunk).toString('base64')}?=`).join('\r\n ');
}

const base64Lines = (bytes: Buffer) => bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n');
