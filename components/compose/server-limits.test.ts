import { expect, test } from 'vitest';

import type { ComposerFields } from './composer-state.ts';
import { addressProblem, sizeProblem } from './server-limits.ts';

const person = (email: string) => ({ name: null, email, isValid: true, typed: email });
const fields = {
  identityId: null,
  ...{ to: [person('ana@example.org')], cc: [], bcc: [], subject: '', format: 'plain', rich: null, html: '', text: 'Hello', quoted: null },
  ...{ isImportant: false, asksReceipt: false, wishes: { delivery: false, tls: false } },
} satisfies ComposerFields;
const server = { host: 'mail.example', maxSize: 25_000_000, smtpUtf8: false };
const file = (sizeBytes: number) => ({ sizeBytes, type: 'application/zip' });

test('a message that the server will not take is told with both sizes, encoded, before anything is uploaded', () => {
  expect(sizeProblem(server, fields, [file(22_650_000)])).toBe(
    'mail.example takes up to 25 MB; your message will be 31 MB after encoding.',
  );
  expect(sizeProblem(server, fields, [file(18_200_000)])).toBeNull();
  expect(sizeProblem(server, fields, [file(10_000_000), file(10_000_000)])).not.toBeNull();
  expect(sizeProblem(server, { ...fields, text: 'x'.repeat(24_900_000) }, [])).not.toBeNull();
  expect(sizeProblem({ ...server, maxSize: null }, fields, [file(900_000_000)])).toBeNull();
  expect(sizeProblem(null, fields, [file(900_000_000)])).toBeNull();
});

test('an international address is named where the server is known not to take it; an international domain is none', () => {
  const to = [person('jörg@example.org'), person('ana@bücher.example')];
  expect(addressProblem(server, { ...fields, bcc: to })).toBe(
    'mail.example cannot send to this international address: jörg@example.org. Ask for an address in plain letters.',
  );
  expect(addressProblem({ ...server, smtpUtf8: true }, { ...fields, to })).toBeNull();
  expect(addressProblem(null, { ...fields, to })).toBeNull();
});
