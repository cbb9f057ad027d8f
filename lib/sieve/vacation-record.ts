import { noVacation, type Vacation, vacationLimits } from '#lib/mail/index.ts';

/** The person's own script that goes on working under ours; `hash` tells whether it changed since it was copied (null: it is included). */
export type UnderlyingScript = { name: string; hash: string | null };

/** What our script knows of itself. */
export type VacationRecord = { vacation: Vacation; underlying: UnderlyingScript | null };

const mark = '# postern-out-of-office:';
const dataPrefix = '#=';

/** The data as comment lines, so that every Postern and every look at the script finds it again. */
export function recordLines({ vacation, underlying }: VacationRecord): string {
  const data = Buffer.from(JSON.stringify({ ...vacation, underlying }), 'utf8').toString('base64');
  const lines = data.match(/.{1,70}/g) ?? [];
  return [`${mark} 1`, ...lines.map((line) => `${dataPrefix}${line}`), ''].join('\r\n');
}

/** Null when the script is none of ours. Data that cannot be read is as good as switched off. */
export function readRecord(script: string): VacationRecord | null {
  const lines = script.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith(mark));
  if (start < 0 || start > 20) return null;
  let data = '';
  for (const line of lines.slice(start + 1)) {
    if (!line.startsWith(dataPrefix) || data.length > 4 * vacationLimits.body) break;
    data += line.slice(dataPrefix.length);
  }
  try {
    return recordOf(JSON.parse(Buffer.from(data, 'base64').toString('utf8')) as Record<string, unknown> | null);
  } catch {
    // somebody edited the script by hand
    return { vacation: noVacation, underlying: null };
  }
}

function recordOf(json: Record<string, unknown> | null): VacationRecord {
  const text = (value: unknown, most: number) => (typeof value === 'string' && value.length <= most ? value : null);
  const ms = (value: unknown) => (typeof value === 'number' && Number.isSafeInteger(value) && Math.abs(value) < 8.64e15 ? value : null);
  const under = json?.underlying as Record<string, unknown> | null | undefined;
  const name = text(under?.name, 512);
  return {
    vacation: {
      isEnabled: json?.isEnabled === true,
      fromMs: ms(json?.fromMs),
      toMs: ms(json?.toMs),
      subject: text(json?.subject, vacationLimits.subject),
      textBody: text(json?.textBody, vacationLimits.body),
      htmlBody: text(json?.htmlBody, vacationLimits.body),
    },
    underlying: name === null || name === '' ? null : { name, hash: text(under?.hash, 100) },
  };
}
