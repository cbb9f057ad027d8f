import { expect, test } from 'vitest';
import { isClearSigned } from './signature-reports.ts';

const bodyOf = (value: string) => ({ bodyValues: { 1: { value, isTruncated: false, isEncodingProblem: false } } });

test('a text that carries its signature is told from one that speaks of such, or quotes one', () => {
  const signed = '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nHi.\n-----BEGIN PGP SIGNATURE-----\n';
  for (const text of [signed, `Above it.\n${signed}`]) expect(isClearSigned(bodyOf(text))).toBe(true);
  for (const text of ['Put -----BEGIN PGP SIGNED MESSAGE----- on top.', signed.replace(/^/gm, '> '), ''])
    expect(isClearSigned(bodyOf(text))).toBe(false);
});
