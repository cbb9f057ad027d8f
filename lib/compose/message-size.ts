/** Octets of base64 in lines of 76 (RFC 2045 §6.8). */
export function base64Bytes(octets: number): number {
  const characters = Math.ceil(octets / 3) * 4;
  return characters + Math.ceil(characters / 76) * 2;
}

/** What goes along with a message: a message within the message goes as it is (RFC 2046 §5.2.1), everything else as base64. */
type SizedFile = { sizeBytes: number; type: string };

/** Fields of the header, and what stands around each part. */
const headBytes = 1_500;
const partBytes = 450;

/**
 * How large a message becomes on the wire: for its files exactly, for the rest so much that it is not more.
 *
 * @param texts the words in each form that is sent
 */
export function messageBytes(texts: readonly string[], files: readonly SizedFile[], recipients = 0): number {
  const words = texts.reduce((sum, text) => sum + partBytes + textBytes(text), 0);
  const along = files.reduce((sum, { sizeBytes, type }) => {
    return sum + partBytes + (type.startsWith('message/') ? sizeBytes : base64Bytes(sizeBytes));
  }, 0);
  return headBytes + recipients * 80 + words + along;
}

/** As quoted-printable, or as base64 where more than a third is beyond ASCII: as the builder of the gateway decides. */
function textBytes(text: string): number {
  const octets = new TextEncoder().encode(text.replaceAll('\n', '\r\n'));
  let high = 0;
  let escaped = 0;
  for (const octet of octets) {
    if (octet > 127) high += 1;
    else if (octet === 61) escaped += 1;
  }
  return high * 3 > octets.length ? base64Bytes(octets.length) : Math.ceil((octets.length + 2 * (high + escaped)) * 1.05);
}
