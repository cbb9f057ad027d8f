import { generateKeyPairSync } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { checkDkim } from './own-dkim.ts';
import { signedByDomain } from './testing/dkim-signed.ts';

const nowMs = Date.parse('2026-11-22T12:00:00Z');
const message = [
  'From: Bob <bob@shop.example>',
  'To: ann@example.org',
  'Subject: Yes',
  'Date: Sun, 22 Nov 2026 11:59:00 +0000',
  '',
  'Dear Ann,',
  '',
  'yes.',
  '',
].join('\r\n');
const made = (bits: number) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey, record: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}` };
};
let key: ReturnType<typeof made>;
let short: ReturnType<typeof made>;
beforeAll(() => {
  key = made(2048);
  short = made(768);
});

type Wish = Partial<Parameters<typeof signedByDomain>[1]>;
const signed = (wish: Wish = {}) =>
  signedByDomain(message, { domain: 'shop.example', privateKey: key.privateKey, atMs: nowMs - 60_000, ...wish });
const asked: string[] = [];
const records = (): Record<string, string[]> => ({
  's1._domainkey.shop.example': [key.record],
  'short._domainkey.shop.example': [short.record],
});
const check = (raw: string, txt = async (name: string) => records()[name] ?? []) =>
  checkDkim(Buffer.from(raw), {
    txt: (name) => {
      asked.push(name);
      return txt(name);
    },
    nowMs,
  });

test('C7: a signature over the message as it arrived passes, one over another text does not', async () => {
  const raw = await signed();
  expect(await check(raw)).toEqual([{ domain: 'shop.example', selector: 's1', result: 'pass' }]);
  expect(await check(raw.replace('yes.', 'no.'))).toMatchObject([{ result: 'fail' }]);
  expect(await check(raw.replace('bob@shop', 'eve@shop'))).toMatchObject([{ result: 'fail' }]);
  expect(await check(message)).toEqual([]);
});

test('a key that is not published is no proof; a name server that does not answer leaves it open', async () => {
  const raw = await signed();
  expect(await check(raw, async () => [])).toMatchObject([{ result: 'fail' }]);
  expect(await check(raw, async () => ['v=DKIM1; p='])).toMatchObject([{ result: 'fail' }]);
  const silent = () => Promise.reject(Object.assign(new Error('silent'), { code: 'ETIMEOUT' }));
  expect(await check(raw, silent)).toMatchObject([{ result: 'unsure' }]);
});

test('RFC 8301, RFC 6376 §8.2: short keys, SHA-1 and signatures over a part of the text vouch for nothing', async () => {
  expect(await check(await signed({ selector: 'short', privateKey: short.privateKey }))).toMatchObject([{ result: 'fail' }]);
  expect(await check(await signed({ algorithm: 'rsa-sha1' }))).toMatchObject([{ result: 'fail' }]);
  const begun = `${await signed({ maxBodyLength: 11 })}and what somebody added\r\n`;
  for (const { result } of await check(begun)) expect(result).not.toBe('pass');
});

test('a message with many signatures asks nobody', async () => {
  const [header] = (await signed()).split('From:');
  asked.length = 0;
  expect(await check((header ?? '').repeat(6) + message)).toEqual([]);
  expect(asked).toEqual([]);
});
