import { Agent, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defaultLimits } from '#lib/config/index.ts';
import { apiRequest } from '#lib/jmap/index.ts';
import { createLogger } from '#lib/log/index.ts';
import type { MethodCall } from './ask-jmap.ts';

const log = createLogger({ level: () => 'silent', write: () => undefined });
const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];

/** The API resource on a free port, asked over one connection that is kept. @returns `ask`: milliseconds until the answer is read and parsed */
export async function serveJmap(
  userMail: Parameters<typeof apiRequest>[0],
): Promise<{ ask: (methodCalls: MethodCall[]) => Promise<number>; stop: () => void }> {
  const server = createServer((incoming, outgoing) => {
    octetsOf(incoming)
      .then(async (body) => {
        const url = `http://127.0.0.1${incoming.url ?? '/'}`;
        const asked = new Request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
        const options = { publicUrl: 'http://127.0.0.1', limits: defaultLimits, log, messageIdKey: new Uint8Array(32), nowMs: Date.now };
        const answer = await apiRequest(userMail, asked, options);
        outgoing.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
      })
      .catch((error: unknown) => outgoing.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    async ask(methodCalls) {
      const body = JSON.stringify({ using, methodCalls });
      const startMs = performance.now();
      const answer = await new Promise<IncomingMessage>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
        request({ host: '127.0.0.1', port, path: '/api/jmap', method: 'POST', agent, headers }, resolve).once('error', reject).end(body);
      });
      const { methodResponses } = JSON.parse((await octetsOf(answer)).toString('utf8')) as { methodResponses: [string][] };
      if (methodResponses.some(([name]) => name === 'error')) throw new Error('a method of the batch failed');
      return performance.now() - startMs;
    },
    stop() {
      agent.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

async function octetsOf(message: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
