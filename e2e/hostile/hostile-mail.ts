import type { Page } from '@playwright/test';
import type { Attack } from '#lib/html/testing/attack-corpus.ts';
import type { AppendMessage } from '../servers/append-over-imap.ts';
import { buildMessage } from '../servers/index.ts';

/** Mails of the corpora that go into one conversation: each in a message of its own, and all of them in the newest. */
export type Letter = { subject: string; words: string; attacks: readonly Attack[] };

/** Opens a whole conversation at once (`mostOpenAtOnce` of the reader) and is still drawn in a breath. */
const attacksInLetter = 20;
const from = 'mallory@example.test';
/** Where no wall stands this says so. */
const tooth = '<script class="tooth">window.top.pwned = 1</script>';

/**
 * Parts the mails into letters. A mail that would swallow those behind it (an open comment, an open `<style>`) comes last in its letter, so
 * that every one of them is still parsed as it was written when they stand in one body.
 */
export async function lettersOf(attacks: readonly Attack[], page: Page): Promise<Letter[]> {
  const swallows = await page.evaluate(
    (htmls) =>
      htmls.map((html) => {
        const parsed = new DOMParser().parseFromString(`<div>${html}</div><b id="behind-it"></b>`, 'text/html');
        return parsed.getElementById('behind-it')?.parentElement !== parsed.body;
      }),
    attacks.map(({ html }) => html),
  );
  const last = attacks.filter((_attack, index) => swallows[index]);
  const others = attacks.filter((_attack, index) => !swallows[index]);
  const count = Math.max(last.length, Math.ceil(attacks.length / attacksInLetter));
  return Array.from({ length: count }, (_, n) => ({
    subject: `Letter ${n}.`,
    words: `The words of letter ${n}.`,
    attacks: [...others.filter((_attack, index) => index % count === n), ...last.slice(n, n + 1)],
  }));
}

/** @param atMs  when the first of its messages came */
export function messagesOf({ subject, words, attacks }: Letter, to: string, atMs: number): AppendMessage[] {
  const id = (n: number): string => `${subject.replaceAll(/\W/g, '-')}${n}@hostile.test`;
  const common = (n: number) => ({
    ...{ from, to: [to], messageId: id(n), dateMs: atMs + n * 1_000, subject: n === 0 ? subject : `Re: ${subject}` },
    ...(n === 0 ? {} : { inReplyTo: id(0), references: [id(0)] }),
  });
  const single = attacks.map((attack, n) =>
    buildMessage({ ...common(n), ...(attack.as === 'text/plain' ? { text: attack.html } : { html: attack.html }) }),
  );
  const html = `<p>${words}</p>${tooth}${attacks.map((attack) => `<div>${attack.html}</div>`).join('\n')}`;
  const inner = ['Subject: Inner', `From: ${from}`, 'Content-Type: text/html; charset=utf-8', '', html, ''].join('\r\n');
  const all = buildMessage({
    ...common(attacks.length),
    ...{ html, attachments: [{ fileName: 'inner.eml', type: 'message/rfc822', content: inner }] },
  });
  return [...single, all].map((raw, n) => ({ raw, flags: ['\\Seen'], receivedAtMs: atMs + n * 1_000 }));
}

/** A letter of news that bears the text in everything that a header, a file or a calendar can say. */
export function newsOf(attack: Attack, n: number, to: string): Buffer {
  const text = attack.html.replaceAll(/[\r\n]+/g, ' ').slice(0, 400);
  const escaped = text.replaceAll(/[\\;,]/g, '\\$&');
  const calendar = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', `UID:${n}@hostile.test`, 'DTSTAMP:20261101T100000Z'],
    ...['DTSTART:20270624T090000Z', 'DTEND:20270624T093000Z', `SUMMARY:${escaped}`, `LOCATION:${escaped}`, `DESCRIPTION:${escaped}`],
    ...[`ORGANIZER;CN="${text.replaceAll('"', '')}":mailto:news${n}@hostile.test`, `ATTENDEE;CN=Ana:mailto:${to}`],
    ...['END:VEVENT', 'END:VCALENDAR', ''],
  ].join('\r\n');
  return buildMessage({
    from: { name: `${text} ü`, address: `news${n}@hostile.test` },
    to: [to],
    subject: `News ${n}. ${text} ü`,
    text: `harbour ${text}`,
    headers: [`List-Unsubscribe: <mailto:leave${n}@hostile.test>, <https://hostile.test/${n}>`, `List-Id: "news" <news${n}.hostile.test>`],
    attachments: [
      { fileName: `${text} ü.txt`, type: 'text/plain', content: text },
      { fileName: 'invite.ics', type: 'text/calendar; method=REQUEST; charset=utf-8', content: calendar },
    ],
  });
}
