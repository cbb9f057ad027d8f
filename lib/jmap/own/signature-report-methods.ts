import type { Signature, SignatureReport } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import { type CheckedSignature, checkSignatures } from '#lib/message/index.ts';
import type { EmailRecord } from '#lib/store/index.ts';
import { checkArguments } from '../check-arguments.ts';
import type { Method } from '../request-context.ts';
import { readyAccount } from '../request-context.ts';
import { utcDateOrNull } from '../utc-date.ts';
import { wholeMessage } from './whole-message.ts';

/** SignatureReport/get (`urn:postern:trust`): over the octets as they arrived. Keys come with the mail or are kept from before; nothing is fetched. */
export const getSignatureReports: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, ids } = checkArguments('SignatureReport/get', given);
    const account = await readyAccount(context, accountId, 'read');
    const list: SignatureReport[] = [];
    for (const record of await account.store.emails.get(account.id, ids)) {
      const report = await reportOf(account, record, context.nowMs(), context.signal);
      if (report !== null) list.push(report);
    }
    const found = new Set<string>(list.map(({ id }) => id));
    return [['SignatureReport/get', { accountId: account.id, list, notFound: ids.filter((id) => !found.has(id)) }]];
  },
};

/** SignatureReport/acceptKey: from now on the key counts as one seen before. Only one that made a valid signature as the sender is taken. */
export const acceptSignatureKey: Method = {
  capability: 'urn:postern:trust',
  async run(context, given) {
    const { accountId, id, fingerprint } = checkArguments('SignatureReport/acceptKey', given);
    const account = await readyAccount(context, accountId, 'write');
    const [record] = await account.store.emails.get(account.id, [id]);
    const report = record === undefined ? null : await reportOf(account, record, context.nowMs(), context.signal, fingerprint);
    return [['SignatureReport/acceptKey', { accountId: account.id, report }]];
  },
};

/** @param accepted  fingerprint of a key that a person vouches for */
async function reportOf(
  account: AccountMail,
  record: EmailRecord,
  nowMs: number,
  signal: AbortSignal,
  accepted: string | null = null,
): Promise<SignatureReport | null> {
  const raw = await wholeMessage(account, record, signal);
  if (raw === 'too-large') return { id: record.id, signatures: [], encrypted: null, insideBlobId: null, isTooLarge: true };
  if (raw === null) return null;
  const from = record.from?.length === 1 ? (record.from[0]?.email.toLowerCase() ?? '') : '';
  const kept = from === '' ? [] : await account.store.senderKeys.of(account.id, from);
  const { signatures, encrypted, inside } = await checkSignatures(raw, {
    nowMs,
    keptKeys: async (address) => (address === from ? kept.map(({ key }) => key) : []),
    roots: account.authorities,
  });
  const known = new Set(kept.map(({ fingerprint }) => fingerprint));
  const own = signatures.filter(
    (one) => one.kind === 'pgp' && one.status === 'valid' && one.matchesFrom && one.key !== null && one.fingerprint !== null,
  );
  // The first key of an address that signed for it is what the next ones are held against, until a person says otherwise.
  const wanted = accepted === null ? (known.size === 0 ? own[0] : undefined) : own.find((one) => one.fingerprint === accepted);
  if (wanted !== undefined && wanted.key !== null && wanted.fingerprint !== null) {
    await account.store.senderKeys.keep(account.id, from, { fingerprint: wanted.fingerprint, key: wanted.key, firstSeenMs: nowMs });
    if (accepted !== null) for (const { fingerprint } of await account.store.senderKeys.of(account.id, from)) known.add(fingerprint);
  }
  const insideBlob = inside === null ? null : await account.upload(once(inside), 'message/rfc822');
  return {
    id: record.id,
    signatures: signatures.map((one) => signatureObject(one, known)),
    encrypted,
    insideBlobId: insideBlob?.blobId ?? null,
    isTooLarge: false,
  };
}

function signatureObject(one: CheckedSignature, known: ReadonlySet<string>): Signature {
  return {
    kind: one.kind,
    status: one.status === 'no-key' ? 'noKey' : one.status,
    isWhole: one.isWhole,
    partIds: one.partIds,
    name: one.name,
    emails: one.emails,
    matchesFrom: one.matchesFrom,
    fingerprint: one.fingerprint,
    trust: trustOf(one, known),
    authority: one.authority?.name ?? null,
    signedAt: utcDateOrNull(one.signedAtMs),
  };
}

function trustOf({ kind, fingerprint, authority }: CheckedSignature, known: ReadonlySet<string>): Signature['trust'] {
  if (fingerprint === null) return null;
  if (kind === 'smime') return authority?.isKnown === true ? 'knownAuthority' : 'unknownAuthority';
  if (known.has(fingerprint)) return 'sameKey';
  return known.size === 0 ? 'firstKey' : 'otherKey';
}

async function* once(octets: Uint8Array): AsyncGenerator<Uint8Array> {
  yield octets;
}
