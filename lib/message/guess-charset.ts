import { Buffer, isUtf8 } from 'node:buffer';

/** Looked at, from the first octet above 127 on: a few kilobytes say as much as megabytes. */
const sampleBytes = 8 * 1024;

/**
 * The charset that octets of no known charset are most likely in; windows-1252, which knows every octet, where nothing speaks for another.
 * Linear, and sure enough to be shown; a reader who sees otherwise can choose (decision 0035).
 */
export function guessCharset(bytes: Uint8Array): string {
  if (isUtf8(bytes)) return isIso2022Jp(bytes) ? 'iso-2022-jp' : 'utf-8';
  const start = bytes.findIndex((octet) => octet > 127);
  const sample = bytes.subarray(Math.max(0, start), Math.max(0, start) + sampleBytes);
  let best = { label: 'windows-1252', score: 0.6 };
  for (const [label, score] of [...doubleByte(sample), ...singleByte(sample)]) if (score > best.score) best = { label, score };
  return best.label;
}

/** ESC $ B and its kin switch to double-byte letters (RFC 1468); nothing else writes them in 7 bits. */
function isIso2022Jp(bytes: Uint8Array): boolean {
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).indexOf('\u001b$');
  return at >= 0 && '@B('.includes(String.fromCharCode(bytes[at + 2] ?? 0));
}

type Pairs = {
  label: string;
  lead: (octet: number) => boolean;
  trail: (octet: number) => boolean;
  usual: (lead: number, trail: number) => boolean;
};

const between = (low: number, high: number) => (octet: number) => octet >= low && octet <= high;
const high = between(0xa1, 0xfe);

/** `usual`: kana, hangul, or the characters that nine tenths of a text are made of, which each of these puts in front. */
const pairs: readonly Pairs[] = [
  { label: 'euc-jp', lead: high, trail: high, usual: (lead) => lead === 0xa4 || lead === 0xa5 },
  { label: 'euc-kr', lead: high, trail: high, usual: (lead) => lead >= 0xb0 && lead <= 0xc8 },
  {
    label: 'gb18030',
    lead: between(0x81, 0xfe),
    trail: (octet) => octet >= 0x40 && octet !== 0x7f && octet !== 0xff,
    usual: (lead, trail) => lead >= 0xb0 && lead <= 0xd7 && trail >= 0xa1,
  },
  { label: 'big5', lead: high, trail: (octet) => between(0x40, 0x7e)(octet) || high(octet), usual: (lead) => lead >= 0xa4 && lead <= 0xc6 },
  {
    label: 'shift_jis',
    lead: (octet) => between(0x81, 0x9f)(octet) || between(0xe0, 0xef)(octet),
    trail: (octet) => octet >= 0x40 && octet <= 0xfc && octet !== 0x7f,
    usual: (lead) => lead === 0x82 || lead === 0x83,
  },
];

/** The part of the pairs that are usual; none where the octets do not fall into pairs. */
function doubleByte(sample: Uint8Array): [label: string, score: number][] {
  return pairs.map(({ label, lead, trail, usual }) => {
    let count = 0;
    let common = 0;
    let low = 0;
    for (let at = 0; at + 1 < sample.length; at += 1) {
      const first = sample[at] as number;
      if (first <= 127) continue;
      const second = sample[at + 1] as number;
      if (!lead(first) || !trail(second)) return [label, 0];
      count += 1;
      if (usual(first, second)) common += 1;
      if (second <= 127) low += 1;
      at += 1;
    }
    // A text in one of these has runs of pairs; a stray accent before a letter has not. Kana alone are a third of a Japanese text and speak for it.
    if (count < 4) return [label, 0];
    const part = common / count;
    const isKana = label === 'euc-jp' || label === 'shift_jis';
    const score = isKana ? Math.min(1, part * 2.4) : part;
    return [label, (label === 'gb18030' || label === 'big5') && low / count > 0.75 ? 0 : score];
  });
}

/** Letters of Cyrillic and Greek texts come in runs; the frequent ones tell the charsets apart. */
const alphabets: readonly { label: string; letters: (octet: number) => boolean; frequent: string }[] = [
  { label: 'windows-1251', letters: (octet) => octet >= 0xc0, frequent: 'оеаинтсрвл' },
  { label: 'koi8-r', letters: (octet) => octet >= 0xc0, frequent: 'оеаинтсрвл' },
  { label: 'iso-8859-5', letters: (octet) => octet >= 0xb0, frequent: 'оеаинтсрвл' },
  { label: 'ibm866', letters: (octet) => octet >= 0x80 && (octet < 0xb0 || octet >= 0xe0), frequent: 'оеаинтсрвл' },
  { label: 'windows-1253', letters: (octet) => octet >= 0xb8, frequent: 'αοιετσνηυρ' },
  { label: 'windows-1255', letters: (octet) => octet >= 0xe0 && octet <= 0xfa, frequent: 'יוהלאמרתבש' },
  { label: 'windows-1256', letters: (octet) => octet >= 0xc0, frequent: 'اليمنوتربع' },
];
const decoders = new Map(alphabets.map(({ label }) => [label, new TextDecoder(label)]));

function singleByte(sample: Uint8Array): [label: string, score: number][] {
  const above = sample.filter((octet) => octet > 127);
  const latin = sample.filter((octet) => (octet | 0x20) >= 0x61 && (octet | 0x20) <= 0x7a && octet <= 127).length;
  // In Latin scripts letters above 127 are few among many.
  if (above.length < 6 || above.length < latin) return [];
  return alphabets.map(({ label, letters, frequent }) => {
    const own = above.filter(letters);
    const text = decoders.get(label)?.decode(own) ?? '';
    let common = 0;
    for (const letter of text) if (frequent.includes(letter)) common += 1;
    return [label, own.length / above.length < 0.9 ? 0 : (common / above.length) * 1.35];
  });
}
