/** Who passes a message on, to whom, when, and under which id (RFC 5322 §3.6.6). */
export type Resent = { from: string; to: readonly string[]; atMs: number; messageId: string };

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * The block of Resent fields that goes in front of a message whose octets stay as they are. Addresses stand without names, so that nothing
 * has to be encoded; one with blanks or controls in it is left out.
 */
export function resentHeader({ from, to, atMs, messageId }: Resent): string {
  const at = new Date(atMs);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${days[at.getUTCDay()]}, ${at.getUTCDate()} ${months[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  const time = [at.getUTCHours(), at.getUTCMinutes(), at.getUTCSeconds()].map(two).join(':');
  return [
    `Resent-Date: ${day} ${time} +0000`,
    `Resent-From: ${onePlain(from)}`,
    `Resent-To: ${to.map(onePlain).filter(Boolean).join(',\r\n ')}`,
    `Resent-Message-ID: <${onePlain(messageId)}>`,
    '',
  ].join('\r\n');
}

const onePlain = (text: string): string => (/[\s\p{Cc}<>]/u.test(text) ? '' : text);
