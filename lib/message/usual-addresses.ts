import type { EmailAddress } from '#lib/mail/index.ts';
import { limits } from './limits.ts';

/**
 * One mailbox of the plainest kind: `ann@example.org`, `<ann@example.org>`, `Ann B. Lee <ann@example.org>`, `"Lee, Ann" <ann@example.org>`, with
 * single blanks and without anything that would need decoding.
 */
const usualMailbox =
  /(?:"([!#-+\-./0-9;:<>@A-Z[\]^_`a-z{|}~,]+(?: [!#-+\-./0-9;:<>@A-Z[\]^_`a-z{|}~,]+)*)" |([A-Za-z0-9][A-Za-z0-9.'&_/-]*(?: [A-Za-z0-9&][A-Za-z0-9.'&_/-]*)*) )?(<)?([A-Za-z0-9_+=-]+(?:\.[A-Za-z0-9_+=-]+)*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)(>)?(, ?|$)/y;

/**
 * A shortcut for the lists that most messages have. Null for a list with anything else in it: that one is read by `parseAddressGroups`, which
 * gives the same for these (held together by a test).
 */
export function parseUsualAddresses(value: string): EmailAddress[] | null {
  const addresses: EmailAddress[] = [];
  let at = value.charCodeAt(0) === 0x20 ? 1 : 0;
  while (at < value.length && addresses.length < limits.addresses) {
    usualMailbox.lastIndex = at;
    const match = usualMailbox.exec(value);
    if (match === null) return null;
    const [whole, quoted, plain, open, email = '', close, end] = match;
    const name = quoted ?? plain ?? null;
    if ((open === undefined) !== (close === undefined) || (name !== null && open === undefined)) return null;
    addresses.push({ name, email });
    at += whole.length;
    if (end === '') return addresses;
  }
  return null;
}
