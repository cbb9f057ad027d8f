import { readFileSync } from 'node:fs';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ensureCertificates } from '#e2e/servers/certificates.ts';

export type Pushed = { headers: IncomingHttpHeaders; body: Buffer };
export type PushSink = {
  url: string;
  pushed: Pushed[];
  /** what the next messages are answered with; 201 after them */
  answers: number[];
  close(): Promise<void>;
};

/** A place that is pushed to, over https. */
export async function startPushSink(): Promise<PushSink> {
  const { certFile, keyFile } = ensureCertificates().trusted;
  const sink: Pick<PushSink, 'pushed' | 'answers'> = { pushed: [], answers: [] };
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      sink.pushed.push({ headers: request.headers, body: Buffer.concat(chunks) });
      response.writeHead(sink.answers.shift() ?? 201).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    ...sink,
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/push?device=1`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
