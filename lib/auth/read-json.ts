/** What kept a body from being read. */
export type BodyTrouble = 'wrong-type' | 'too-large' | 'not-json';

/** Reads a JSON body of at most `mostBytes` octets (UTF-8, RFC 8259 §8.1); never buffers more than that. */
export async function readJson(
  request: Request,
  mostBytes: number,
): Promise<{ ok: true; json: unknown } | { ok: false; trouble: BodyTrouble }> {
  const type = (request.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { ok: false, trouble: 'wrong-type' };
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > mostBytes) return { ok: false, trouble: 'too-large' };
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (request.body !== null) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > mostBytes) return { ok: false, trouble: 'too-large' };
      chunks.push(chunk);
    }
  }
  try {
    return { ok: true, json: JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks))) };
  } catch {
    // the parser's message would repeat what was sent
    return { ok: false, trouble: 'not-json' };
  }
}
