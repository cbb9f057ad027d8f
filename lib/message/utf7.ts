const base64Chars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const sextetOf = new Map([...base64Chars].map((char, index) => [char, index]));

/**
 * Decodes UTF-7 (RFC 2152), which old mail still carries and TextDecoder does not know. Malformed runs end in U+FFFD.
 *
 * @param text the octets as latin1
 */
export function decodeUtf7(text: string): { text: string; isProblem: boolean } {
  const out: string[] = [];
  let isProblem = false;
  let at = 0;
  while (at < text.length) {
    const plus = text.indexOf('+', at);
    if (plus < 0) {
      out.push(text.slice(at));
      break;
    }
    out.push(text.slice(at, plus));
    at = plus + 1;
    if (text[at] === '-') {
      out.push('+');
      at += 1;
      continue;
    }
    let bits = 0;
    let bitCount = 0;
    const units: string[] = [];
    for (let value = sextetOf.get(text[at] ?? ''); value !== undefined; value = sextetOf.get(text[at] ?? '')) {
      bits = ((bits << 6) | value) & 0xfffff;
      bitCount += 6;
      at += 1;
      if (bitCount >= 16) {
        bitCount -= 16;
        units.push(String.fromCharCode((bits >> bitCount) & 0xffff));
      }
    }
    if (units.length === 0) {
      isProblem = true;
      out.push('\ufffd');
    }
    for (const unit of units) out.push(unit);
    if (text[at] === '-') at += 1;
  }
  const joined = out.join('');
  return { text: joined.toWellFormed(), isProblem: isProblem || !joined.isWellFormed() };
}
