import { Buffer } from 'node:buffer';
import { type PublicKey, readKey, readKeys } from 'openpgp';
import { parseContentField } from '../content-field.ts';
import { fieldText } from '../header-fields.ts';
import type { ParsedMessage } from '../parse-message.ts';
import { decodeTransfer } from '../transfer-encoding.ts';

const maxKeyBytes = 256 * 1024;
const maxKeyParts = 3;
const maxKeys = 10;

/** Keys that came with the message: in its Autocrypt field (Autocrypt level 1 §2.1) and as files. Whoever sent the message sent them. */
export async function keysOfMessage(raw: Buffer, message: ParsedMessage): Promise<PublicKey[]> {
  const keys: PublicKey[] = [];
  const fromField = autocryptKey(message);
  if (fromField !== null) keys.push(...(await readable(() => readKey({ binaryKey: fromField }))));
  const files = message.parts.filter(({ part, embeddedDepth }) => embeddedDepth === 0 && part.type === 'application/pgp-keys');
  for (const { part, bodyStart, bodyEnd } of files.slice(0, maxKeyParts)) {
    const octets = decodeTransfer(raw.subarray(bodyStart, bodyEnd), part.encoding);
    if (octets.length > maxKeyBytes) continue;
    const text = Buffer.from(octets).toString('latin1');
    const isArmored = text.includes('-----BEGIN PGP PUBLIC KEY BLOCK-----');
    keys.push(...(await readable(() => (isArmored ? readKeys({ armoredKeys: text }) : readKeys({ binaryKeys: octets })))));
  }
  return keys.slice(0, maxKeys);
}

/** A key that was kept before. */
export const keptKey = async (octets: Uint8Array): Promise<PublicKey[]> => readable(() => readKey({ binaryKey: octets }));

/** Exactly one field that can be read and is of the From address counts (Autocrypt §2.3); two are none. */
function autocryptKey(message: ParsedMessage): Uint8Array | null {
  const from = message.headers.from?.length === 1 ? message.headers.from[0]?.email.toLowerCase() : undefined;
  const fields = message.headers.fields.filter(({ name }) => name.toLowerCase() === 'autocrypt');
  const valid = fields.flatMap((field): Uint8Array[] => {
    const { params } = parseContentField(`autocrypt; ${fieldText(field)}`);
    const data = (params.get('keydata') ?? '').replace(/\s/g, '');
    const unknown = [...params.keys()].some((name) => !['addr', 'prefer-encrypt', 'keydata'].includes(name) && !name.startsWith('_'));
    if (unknown || from === undefined || params.get('addr')?.toLowerCase() !== from || data.length > maxKeyBytes) return [];
    return [Buffer.from(data, 'base64')];
  });
  return valid.length === 1 ? (valid[0] ?? null) : null;
}

/** What is no key throws all kinds of errors; here it is no key. */
async function readable(read: () => Promise<PublicKey | PublicKey[]>): Promise<PublicKey[]> {
  try {
    const found = await read();
    return (Array.isArray(found) ? found : [found]).filter((key) => !key.isPrivate());
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return [];
  }
}
