import { Buffer } from 'node:buffer';
import { fieldNameEnd } from './header-fields.ts';

/** The message as it goes to SMTP: every Bcc field is removed, all other octets stay as they are (S1). */
export function withoutBcc(raw: Buffer): Buffer {
  const kept: Buffer[] = [];
  let keptFrom = 0;
  let isInBcc = false;
  let at = 0;
  while (at < raw.length) {
    const newline = raw.indexOf(0x0a, at);
    const next = newline < 0 ? raw.length : newline + 1;
    const isEmpty = newline >= 0 && (next - at === 1 || (next - at === 2 && raw[at] === 0x0d));
    const isContinuation = raw[at] === 0x20 || raw[at] === 0x09;
    if (isEmpty || !isContinuation) {
      if (isInBcc) keptFrom = at;
      isInBcc = !isEmpty && isBccLine(raw, at, next);
      if (isInBcc) kept.push(raw.subarray(keptFrom, at));
    }
    if (isEmpty) break;
    at = next;
  }
  if (!isInBcc) kept.push(raw.subarray(keptFrom));
  return Buffer.concat(kept);
}

function isBccLine(raw: Buffer, at: number, end: number): boolean {
  const line = raw.subarray(at, Math.min(end, at + 80)).toString('latin1');
  const name = fieldNameEnd(line, 0, line.length);
  return name !== null && /^(?:resent-)?bcc$/i.test(line.slice(0, name.nameEnd));
}
