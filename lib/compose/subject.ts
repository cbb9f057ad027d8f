/** Prefixes of answers and forwards in other languages; a second one of ours would only pile up. */
const replyPrefix =
  /^\s*(?:re|aw|antw|sv|vs|ynt|odp|res|rif|r|отв|回复|回覆|答复|返信|회신|σχετ|תשובה)\s*(?:\[\d{1,4}\]|\(\d{1,4}\)|[\^*]\d{1,4})?\s*[:：]\s*/iu;
const forwardPrefix = /^\s*(?:fwd|fw|wg|tr|rv|enc|vb|vl|i|pd|転送|转发|轉寄|전달)\s*[:：]\s*/iu;

const maxSubjectChars = 1000;

/** `Re: …`, once, whatever prefixes of answers stood there. */
export function replySubject(subject: string | null): string {
  return `Re: ${withoutPrefix(subject, replyPrefix)}`.trimEnd();
}

/** `Fwd: …`, once. */
export function forwardSubject(subject: string | null): string {
  return `Fwd: ${withoutPrefix(subject, forwardPrefix)}`.trimEnd();
}

/** The last thing that was done with it was to forward it, as far as its subject says. */
export const isForwardSubject = (subject: string | null): boolean => forwardPrefix.test((subject ?? '').slice(0, maxSubjectChars));

function withoutPrefix(subject: string | null, prefix: RegExp): string {
  let text = (subject ?? '').slice(0, maxSubjectChars).replace(/[\r\n\t]+/g, ' ');
  for (let match = prefix.exec(text); match !== null; match = prefix.exec(text)) text = text.slice(match[0].length);
  return text.trim();
}
