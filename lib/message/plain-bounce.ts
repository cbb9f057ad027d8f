import type { ParsedHeaders } from './parsed-headers.ts';
import { isFromPostOffice } from './post-office.ts';
import type { ReportedRecipient } from './reported-recipient.ts';

/** `copy`: the header of the message that came back, as it stands below the text; null when none does. */
type PlainBounce = { recipients: ReportedRecipient[]; copy: string | null };

const maxTextChars = 100_000;
const maxRecipients = 100;

/** Where the copy of the message begins: qmail, Yahoo, Exim, Gmail, sendmail, Exchange. */
const copyMarks =
  /^[ \t>]*(?:-{2,} ?(?:below this line is a copy of the message|original message|this is a copy of|the following is a copy|returned message|message header|unsent message|forwarded message)|original message headers:|message headers follow|the original message follows)/im;

/** Phrases that only a failure has; where none is there it is no bounce that we know. */
const failureWords =
  /could ?n[o']t be (?:delivered|reached)|was ?n[o']t (?:delivered|able to deliver)|undeliver(?:ed|able)|delivery (?:has )?fail(?:ed|ure)|failure notice|returned (?:mail|to sender)|did not reach|wasn't able to deliver|unable to deliver|failed permanently|permanent(?:ly)? (?:fatal )?(?:errors?|failure|failed)|could not deliver|delivery status notification|couldn't be found|not be delivered|rejected|user unknown|mailbox (?:is )?full|no such user/i;
const delayWords =
  /delay(?:ed)?\b|will (?:be retried|keep trying|retry|continue to try)|not yet been delivered|still being|temporary (?:problem|failure|error)|transient non-fatal|no action is required|do not need to (?:resend|do anything)|has been pending/i;
const finalWords =
  /failed permanently|permanent(?:ly)? (?:fatal )?(?:errors?|failure|failed)|giving up|given up|this is a permanent error|could not be delivered to one or more/i;

/**
 * The common forms of bounces without a part for machines: qmail, Exim, Exchange, Gmail, sendmail, old Postfix, "failure notice".
 * Only of senders that are post offices: what a person or a vacation program answers is no bounce.
 */
export function readPlainBounce(headers: ParsedHeaders, wholeText: string): PlainBounce | null {
  if (!isFromPostOffice(headers)) return null;
  const body = wholeText.slice(0, maxTextChars).replaceAll(/\r\n?/g, '\n');
  const mark = copyMarks.exec(body);
  const text = mark === null ? body : body.slice(0, mark.index);
  const subject = headers.subject ?? '';
  if (!failureWords.test(subject) && !failureWords.test(text) && !delayWords.test(`${subject}\n${text}`)) return null;
  const isDelay = (delayWords.test(subject) || delayWords.test(text)) && !finalWords.test(`${subject}\n${text}`);
  const found = entriesOf(text);
  for (const address of failedRecipients(headers)) if (!found.has(address)) found.set(address, []);
  const recipients = [...found].slice(0, maxRecipients).map(([address, lines]) => recipientOf(address, lines, isDelay));
  return recipients.length === 0 ? null : { recipients, copy: mark === null ? null : copyOf(body.slice(mark.index)) };
}

/** Exim and Gmail name them in a field. */
function failedRecipients({ fields }: ParsedHeaders): string[] {
  const value = fields.find(({ name }) => name.toLowerCase() === 'x-failed-recipients');
  return value === undefined ? [] : [...value.value.matchAll(addressPattern)].map(([address]) => address).slice(0, maxRecipients);
}

const addressPattern = /[^\s<>"(),:;@[\]\\]{1,64}@[A-Za-z0-9\u0080-\uffff](?:[A-Za-z0-9.\u0080-\uffff-]{0,250}[A-Za-z0-9\u0080-\uffff])?/g;
/** A line that is an address, with or without brackets, a colon, a name in front, or the first words of the reason behind. */
const addressLine =
  /^[ \t*]*(?:['"][^'"\n]{0,200}['"][ \t]*)?[<'"]?([^\s<>"'(),:;@[\]\\]{1,64}@[A-Za-z0-9\u0080-\uffff][A-Za-z0-9.\u0080-\uffff-]{0,251})[>'"]?(?:[ \t]*(?::|\.{3}|on \d|\(|$)(.*)|[ \t]*)$/;

/** Addresses that stand at the begin of a line, with the lines below up to the next one: where every form puts the reason. */
function entriesOf(text: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let lines: string[] | null = null;
  let blank = 0;
  for (const line of text.split('\n', 3_000)) {
    const match = line.length > 1_000 ? null : addressLine.exec(line);
    const address = match?.[1]?.replace(/[.-]+$/, '');
    if (address !== undefined) {
      lines = found.get(address) ?? [];
      found.set(address, lines);
      if (match?.[2]) lines.push(match[2]);
      blank = 0;
    } else if (line.trim() === '') blank += 1;
    // Gmail and Exchange leave one empty line, or a heading, between address and reason.
    else if (lines !== null && lines.length < 12 && (blank < 3 || /\b[45]\d\d\b|\b[45]\.\d{1,3}\.\d{1,3}\b/.test(line))) {
      lines.push(line.trim());
    }
  }
  return found;
}

function recipientOf(address: string, lines: readonly string[], isDelay: boolean): ReportedRecipient {
  const telling =
    lines.find((line) => /(?:^|[\s#:<(])[45]\d\d[ -]|\b[45]\.\d{1,3}\.\d{1,3}\b/.test(line)) ?? lines.find((line) => line !== '') ?? '';
  const said = telling.replaceAll(/[\p{Cc}\s]+/gu, ' ').trim();
  const reply = /(?:^|[\s#:<(])([45]\d\d[ -](?:\d\.\d{1,3}\.\d{1,3}[ ]?)?.*)$/.exec(said)?.[1]?.replace(/[>#)\s]+$/, '') ?? null;
  const all = lines.join(' ');
  const status = /\b([45]\.\d{1,3}\.\d{1,3})\b/.exec(all)?.[1] ?? null;
  return {
    finalRecipient: address,
    originalRecipient: null,
    action: isDelay ? 'delayed' : 'failed',
    status,
    diagnostic: (reply ?? said).slice(0, 1_000) || null,
    isSmtpReply: reply !== null,
  };
}

/** The header block below the mark: what begins with a field. */
function copyOf(rest: string): string | null {
  const start = /^[A-Za-z][A-Za-z0-9-]{1,60}:[ \t]?/m;
  const below = rest.slice(rest.indexOf('\n') + 1);
  const match = start.exec(below);
  return match === null ? null : below.slice(match.index, match.index + 65_536);
}
