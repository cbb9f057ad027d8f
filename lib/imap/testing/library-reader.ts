import parseResponse from 'imapflow/lib/handler/imap-parser.js';
import { ImapStream } from 'imapflow/lib/handler/imap-stream.js';
import type { ImapResponse } from '../tokens.ts';

type Framed = { payload: Buffer; literals: Buffer[]; next: () => void };

const silent = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** What the library makes of a stream of a server: one entry for each answer, null where it cannot read it. The yardstick of our own reading. */
export async function readByLibrary(chunks: Iterable<Buffer>): Promise<(ImapResponse | null)[]> {
  const stream = new ImapStream({ logger: silent, cid: 'test', maxLineLength: 1 << 24, maxLiteralSize: 1 << 26 });
  const responses: (ImapResponse | null)[] = [];
  let failure: Error | null = null;
  stream.on('error', (error: Error) => {
    failure = error;
  });
  const ended = new Promise<void>((resolve) => stream.once('close', resolve));
  const reading = (async () => {
    for await (const framed of stream as AsyncIterable<Framed>) {
      responses.push(await parseResponse(framed.payload, { literals: framed.literals }).catch(() => null));
      framed.next();
    }
  })().catch(() => undefined);
  for (const chunk of chunks) if (failure === null) stream.write(chunk);
  stream.end();
  await reading;
  stream.destroy();
  await ended;
  return responses;
}
