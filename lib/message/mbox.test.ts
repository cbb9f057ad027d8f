import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import { mboxFromLine, mboxMessage } from './mbox.ts';

async function* inPieces(octets: Buffer, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (let turn = 0; at < octets.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? 1);
    yield await Promise.resolve(octets.subarray(at, at + size));
    at += size;
  }
}
async function written(text: string, sizes: readonly number[] = [7]): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of mboxMessage(inPieces(Buffer.from(text, 'latin1'), sizes))) parts.push(part);
  return Buffer.concat(parts).toString('latin1');
}
/** as a reader of mboxrd takes a message out of the file */
const read = (text: string): string => text.replace(/\n$/, '').replaceAll(/(^|\n)>(>*From )/g, '$1$2');

test('lines that begin with From, quoted or not, get one quote more; no other line does', async () => {
  const text = 'Subject: x\r\n\r\nFrom here\r\n>From there\r\n>>From both\r\n> From no\r\nfrom no\r\n Fro\r\nFro\r\n>>\r\nFrom\r\nend\r\n';
  expect(await written(text)).toBe(
    'Subject: x\n\n>From here\n>>From there\n>>>From both\n> From no\nfrom no\n Fro\nFro\n>>\nFrom\nend\n\n',
  );
});

test('a last line without an end gets one, and an empty line follows every message', async () => {
  expect(await written('a: b\r\n\r\nend')).toBe('a: b\n\nend\n\n');
  expect(await written('a: b\r\n\r\n>Fro')).toBe('a: b\n\n>Fro\n\n');
  expect(await written('')).toBe('\n');
});

test('whatever the pieces that it comes in, a reader of mboxrd gets the message back', async () => {
  const words = ['From ', '>', 'From', 'F', '\r', '\n', '\r\n', 'x', ' ', '\n>From ', '\nFrom ', '\x00', '\xff', '>>>'];
  let seed = 20_261_122;
  const draw = (below: number): number => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  for (let run = 0; run < 400; run += 1) {
    const text = Array.from({ length: draw(60) }, () => words[draw(words.length)]).join('');
    const sizes = Array.from({ length: 5 }, () => 1 + draw(9));
    const lines = text.replaceAll('\r\n', '\n');
    const whole = lines === '' || lines.endsWith('\n') ? lines : `${lines}\n`;
    expect(read(await written(text, sizes)), JSON.stringify(text)).toBe(whole);
  }
});

test('the line before it has the sender and the time; what is no plain address does not stand there', () => {
  expect(mboxFromLine('ana@example.test', Date.UTC(2026, 0, 5, 7, 8, 9))).toBe('From ana@example.test Mon Jan  5 07:08:09 2026\n');
  expect(mboxFromLine('a b\nFrom c', 0)).toBe('From MAILER-DAEMON Thu Jan  1 00:00:00 1970\n');
});
