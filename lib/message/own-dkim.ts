import type { Buffer } from 'node:buffer';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import { parseHeaderBlock } from './parsed-headers.ts';

/**
 * What became of one DKIM signature (RFC 6376 §6.1). `pass`: the domain took responsibility for the message as it is. `fail`: it does not
 * fit, which says no more than that there is none. `unsure`: the key could not be had at the moment. `partial`: it covers only the beginning
 * of the text (§8.2), so it vouches for nothing.
 */
export type DkimOutcome = { domain: string; selector: string; result: 'pass' | 'fail' | 'partial' | 'unsure' };

/** Asks DNS for the TXT records of a name; [] = there are none. @throws when nobody answers */
export type TxtLookup = (name: string) => Promise<string[]>;

const maxSignatures = 5;
const maxLookups = 5;
const maxHeaderBytes = 256 * 1024;

/**
 * Checks the DKIM signatures of a message over its octets as they arrived. Keys of fewer than 1024 bits and SHA-1 do not count (RFC 8301). A
 * message with more signatures than anybody needs is not looked at: each costs a question to a stranger's name server.
 *
 * @returns [] where there is no signature, or too many
 */
export async function checkDkim(raw: Buffer, { txt, nowMs }: { txt: TxtLookup; nowMs: number }): Promise<DkimOutcome[]> {
  const { fields } = parseHeaderBlock(raw.subarray(0, maxHeaderBytes));
  const count = fields.filter(({ name }) => name.toLowerCase() === 'dkim-signature').length;
  if (count === 0 || count > maxSignatures) return [];
  let lookups = 0;
  const resolver = async (name: string, type: string): Promise<string[][]> => {
    lookups += 1;
    if (type !== 'TXT' || lookups > maxLookups) throw Object.assign(new Error('not asked'), { code: 'ETIMEOUT' });
    const found = await txt(name);
    if (found.length === 0) throw Object.assign(new Error('no record'), { code: 'ENODATA' });
    return found.map((record) => [record]);
  };
  const { results } = await dkimVerify(raw, { resolver, curTime: new Date(nowMs), minBitLength: 1024, rejectRsaSha1: true } as Parameters<
    typeof dkimVerify
  >[1]);
  return results.slice(0, maxSignatures).flatMap((each): DkimOutcome[] => {
    const domain = String(each.signingDomain ?? '').toLowerCase();
    if (domain === '') return [];
    return [{ domain, selector: String(each.selector ?? ''), result: resultOf(each) }];
  });
}

type Verified = Awaited<ReturnType<typeof dkimVerify>>['results'][number];

function resultOf({ status, canonBodyLengthLimited }: Verified & { canonBodyLengthLimited?: boolean }): DkimOutcome['result'] {
  const { result } = status;
  if (result === 'pass') return canonBodyLengthLimited === true ? 'partial' : 'pass';
  return result === 'temperror' ? 'unsure' : 'fail';
}
