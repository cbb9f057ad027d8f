import { Buffer, isAscii, isUtf8 } from 'node:buffer';
import { guessCharset } from './guess-charset.ts';

export type DecodedText = { text: string; isProblem: boolean };

/** Labels seen in mail that the Encoding Standard does not list, and what they stand for. */
const aliases: Record<string, string> = {
  ascii: 'us-ascii',
  ansi: 'windows-1252',
  'ansi_x3.4-1986': 'us-ascii',
  cp437: 'windows-1252',
  cp850: 'windows-1252',
  cp932: 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  cp51932: 'euc-jp',
  cp50220: 'iso-2022-jp',
  'iso-2022-jp-1': 'iso-2022-jp',
  'iso-2022-jp-2': 'iso-2022-jp',
  'iso-2022-jp-ms': 'iso-2022-jp',
  '646': 'us-ascii',
  'iso646-us': 'us-ascii',
  'iso-8859-1-windows-3.1-latin-1': 'windows-1252',
  'gb18030-2005': 'gb18030',
  ks_c_5601: 'euc-kr',
  ksc5601: 'euc-kr',
  latin: 'windows-1252',
  'macintosh-latin': 'macintosh',
  'mac-roman': 'macintosh',
  'x-sjis-cp932': 'shift_jis',
  'utf-8-mac': 'utf-8',
  utf8mb4: 'utf-8',
  'utf-8859-1': 'utf-8',
  cp65001: 'utf-8',
};

const decoders = new Map<string, { strict: TextDecoder; lenient: TextDecoder } | null>();

function decodersFor(label: string): { strict: TextDecoder; lenient: TextDecoder } | null {
  const known = decoders.get(label);
  if (known !== undefined) return known;
  let made: { strict: TextDecoder; lenient: TextDecoder } | null = null;
  // A byte order mark is part of the coding in UTF-16; elsewhere it is a character and stays.
  const ignoreBOM = !label.startsWith('utf-16');
  try {
    made = { strict: new TextDecoder(label, { fatal: true, ignoreBOM }), lenient: new TextDecoder(label, { ignoreBOM }) };
  } catch (error) {
    // RangeError: the label is not in the Encoding Standard (or is one of its `replacement` labels, which never decode)
    if (!(error instanceof RangeError)) throw error;
  }
  if (decoders.size < 500) decoders.set(label, made);
  return made;
}

/** The label in the form that decoders know, or null when the name is empty or cannot be a charset name. */
function normalLabel(charset: string | null): string | null {
  if (charset === null || charset.length > 60) return null;
  const label = charset
    .trim()
    .toLowerCase()
    .replace(/^["']+|["';\s]+$/g, '');
  if (!/^[a-z0-9][a-z0-9_.:+()-]*$/.test(label)) return null;
  return aliases[label] ?? label;
}

/** True when text in this charset can be decoded here (RFC 2047 words in other charsets stay as they are). */
export function isKnownCharset(charset: string): boolean {
  const label = normalLabel(charset);
  return label !== null && (label === 'us-ascii' || decodersFor(label) !== null);
}

const windows1252 = new TextDecoder('windows-1252');

/** Octets of unknown charset: UTF-8 when they are valid UTF-8, else windows-1252, which knows every octet. */
export function decodeUnlabelled(bytes: Uint8Array): string {
  return isUtf8(bytes) ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8') : windows1252.decode(bytes);
}

const calledLatin = /^(?:iso-8859-1|iso-8859-15|windows-1252|latin1)$/;
const decoded = (bytes: Uint8Array, label: string): string => decodersFor(label)?.lenient.decode(bytes) ?? windows1252.decode(bytes);

/**
 * Octets to text. Unknown charsets and octets above 127 under `us-ascii` are read in the charset that they are most likely in ({@link guessCharset}); UTF-7, in which harmless letters become markup, is none that is known here; malformed sections become
 * U+FFFD. `isProblem` is `isEncodingProblem` of RFC 8621 §4.1.4.
 */
export function decodeCharset(bytes: Uint8Array, charset: string | null): DecodedText {
  const label = normalLabel(charset);
  const isAsciiSafe =
    label === null || label === 'us-ascii' || label === 'utf-8' || label.startsWith('iso-8859-') || label.startsWith('windows-');
  if (isAsciiSafe && isAscii(bytes)) {
    return {
      text: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'),
      isProblem: label === null && charset !== null,
    };
  }
  const pair = label === null || label === 'us-ascii' ? null : decodersFor(label);
  if (pair === null) return { text: decoded(bytes, guessCharset(bytes)), isProblem: true };
  // Text that is called Latin-1 and is UTF-8 from end to end was labelled by a program that did not look.
  if (label !== null && calledLatin.test(label) && isUtf8(bytes)) return { text: decoded(bytes, 'utf-8'), isProblem: false };
  if (label === 'utf-8') return { text: pair.lenient.decode(bytes), isProblem: !isUtf8(bytes) };
  try {
    return { text: pair.strict.decode(bytes), isProblem: false };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // TypeError: malformed octets
    return { text: pair.lenient.decode(bytes), isProblem: true };
  }
}
