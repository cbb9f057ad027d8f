/** The whole body of a request; null when it is longer than `maxBytes` (the rest is not read). */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  if (declaredLength(request) > maxBytes) return null;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bodyChunks(request)) {
    length += chunk.byteLength;
    if (length > maxBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}

/** Content-Length as announced; 0 when it is not. */
export function declaredLength(request: Request): number {
  const text = request.headers.get('content-length') ?? '';
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

/** The body piece by piece; leaving the loop gives up the rest. */
export async function* bodyChunks(request: Request): AsyncGenerator<Uint8Array, void, undefined> {
  if (request.body === null) return;
  const reader = request.body.getReader();
  let isDone = false;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        isDone = true;
        return;
      }
      yield value;
    }
  } finally {
    if (!isDone) await reader.cancel().catch(() => undefined); // the other side has gone: there is nothing left to give up
    reader.releaseLock();
  }
}
