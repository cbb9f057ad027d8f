/** What is asked of the servers on the way: a notice of delivery (RFC 3461), encryption all the way (RFC 8689). Stands in the envelope. */
export type SendingWishes = { delivery: boolean; tls: boolean };

export const noWishes: SendingWishes = { delivery: false, tls: false };

/** What a draft that was kept asks of the servers on its way, out of its own header field. */
export function wishesOf(text: unknown): SendingWishes {
  const words = typeof text === 'string' ? text.trim().split(/ +/, 6).slice(3) : [];
  return { delivery: words.includes('delivery'), tls: words.includes('tls') };
}
