const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const zones: Record<string, number> = {
  ut: 0,
  gmt: 0,
  utc: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  bst: 60,
  jst: 540,
};

export type MailDate = { ms: number; offsetMinutes: number };

/**
 * Parses a date of a header field: RFC 5322 §3.3 with its obsolete forms, and the shapes of careless senders (ISO 8601, `asctime`, dashes,
 * missing seconds or zone). Null when it is no date. An unknown zone counts as UTC (§4.3).
 */
export function parseMailDate(value: string): MailDate | null {
  const usual = usualForm.exec(value);
  if (usual !== null) return readUsual(usual);
  const text = withoutComments(value.slice(0, 300)).trim();
  return parseIso(text) ?? parseWords(text);
}

/** What nearly every message has: `Tue, 21 Oct 2025 22:40:23 +0000 (UTC)`. A shortcut: read in full it means the same. */
const usualForm =
  /^ ?(?:[A-Z][a-z]{2}, )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4})(?: \([A-Za-z]{1,5}\))?$/;

function readUsual([, day, month = '', year, hour, minute, second, zone = '']: RegExpExecArray): MailDate | null {
  const index = months.indexOf(month.toLowerCase());
  return assemble(Number(year), index, Number(day), Number(hour), Number(minute), Number(second), zoneMinutes(zone));
}

function withoutComments(text: string): string {
  let depth = 0;
  let out = '';
  for (const char of text) {
    if (char === '(') depth += 1;
    else if (char === ')') depth = Math.max(0, depth - 1);
    else if (depth === 0) out += char;
  }
  return out;
}

function parseIso(text: string): MailDate | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)? ?(Z|[+-]\d{2}:?\d{2})?$/i.exec(text);
  if (match === null) return null;
  const [, year, month, day, hour, minute, second, zone] = match;
  return assemble(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second ?? 0),
    zoneMinutes(zone ?? 'Z'),
  );
}

function parseWords(text: string): MailDate | null {
  const tokens = text
    .split(/[\s,]+/)
    .flatMap((token) =>
      /^\d{1,2}-[A-Za-z]+-\d{2,4}$/.test(token) ? token.split('-') : token.split(/(?<=^\d{1,2}:\d{2}(?::\d{2})?)(?=[+-]\d)/),
    )
    .filter((token) => token !== '');
  let day: number | null = null;
  let month: number | null = null;
  let year: number | null = null;
  let time: [number, number, number] | null = null;
  let zone: number | null = null;
  for (const token of tokens.slice(0, 12)) {
    const clock = /^(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\.\d+)?$/.exec(token);
    if (clock !== null && time === null) {
      time = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    } else if (/^\d{1,4}$/.test(token) && (day === null || year === null)) {
      const number = Number(token);
      if (day === null && token.length <= 2) day = number;
      else if (year === null && token.length >= 2) year = fullYear(number, token.length);
    } else if (/^[+-]\d{1,2}:?\d{2}$/.test(token) && time !== null) {
      zone ??= zoneMinutes(token);
    } else if (/^[A-Za-z.]+$/.test(token)) {
      const index = months.indexOf(token.slice(0, 3).toLowerCase());
      if (index >= 0 && month === null) month = index;
      else if (time !== null && zone === null) zone = zones[token.toLowerCase()] ?? null;
    }
  }
  if (day === null || month === null || year === null || time === null) return null;
  return assemble(year, month, day, time[0], time[1], time[2], zone ?? 0);
}

/** RFC 5322 §4.3: two digits below 50 are 20xx, other two and three digits count from 1900. */
const fullYear = (year: number, digits: number): number => (digits >= 4 ? year : digits === 2 && year < 50 ? 2000 + year : 1900 + year);

function zoneMinutes(zone: string): number {
  const match = /^([+-])(\d{1,2}):?(\d{2})$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  if (minutes > 24 * 60) return 0;
  return match[1] === '-' ? -minutes : minutes;
}

function assemble(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  offsetMinutes: number,
): MailDate | null {
  if (month < 0 || month > 11 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60 || year < 1900 || year > 9999) return null;
  const local = Date.UTC(year, month, day, hour, minute, Math.min(second, 59));
  if (new Date(local).getUTCDate() !== day) return null;
  return { ms: local - offsetMinutes * 60_000, offsetMinutes };
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const two = (value: number): string => String(value).padStart(2, '0');
const zoneText = (offsetMinutes: number, colon: string): string => {
  const absolute = Math.abs(offsetMinutes);
  return `${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(absolute / 60))}${colon}${two(absolute % 60)}`;
};

/** `Date` field value of RFC 5322 §3.3, whole seconds. */
export function formatMailDate(ms: number, offsetMinutes = 0): string {
  const date = new Date(ms + offsetMinutes * 60_000);
  const month = months[date.getUTCMonth()] as string;
  return `${dayNames[date.getUTCDay()]}, ${two(date.getUTCDate())} ${month[0]?.toUpperCase()}${month.slice(1)} ${String(date.getUTCFullYear()).padStart(4, '0')} ${two(date.getUTCHours())}:${two(date.getUTCMinutes())}:${two(date.getUTCSeconds())} ${zoneText(offsetMinutes, '')}`;
}

/** JMAP `Date` (RFC 8620 §1.4), keeping the offset that the sender wrote. */
export function toRfc3339({ ms, offsetMinutes }: MailDate): string {
  const local = new Date(ms + offsetMinutes * 60_000).toISOString().slice(0, 19);
  return offsetMinutes === 0 ? `${local}Z` : `${local}${zoneText(offsetMinutes, ':')}`;
}
