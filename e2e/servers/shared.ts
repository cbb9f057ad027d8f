import { createServer, request } from 'node:http';
import { connectMailServers } from './connect-mail-servers.ts';
import type { MailServers, MailServersDescriptor, OwnMailServers } from './mail-servers.ts';
import { startMailServers } from './start-mail-servers.ts';

const variable = 'POSTERN_TEST_SERVERS';
let mine: Promise<MailServers> | null = null;

/**
 * The mail servers of this test run. The first test that asks starts them, every later one in any process gets the same; make an own person
 * with `newUser()` and nobody is in your way. Outside a test run (no host process) this process starts its own.
 *
 * They are shared: a test that stops servers, or needs other options, starts its own with `startMailServers`.
 */
export function sharedMailServers(): Promise<MailServers> {
  mine ??= connectToHost();
  return mine;
}

async function connectToHost(): Promise<MailServers> {
  const url = process.env[variable];
  if (url === undefined) return startMailServers();
  return connectMailServers(JSON.parse(await get(url)) as MailServersDescriptor);
}

/** Called once by the test runner's own process: it starts the servers when first asked and ends them with the run. */
export async function hostSharedMailServers(): Promise<{ stop(): Promise<void> }> {
  let servers: Promise<OwnMailServers> | null = null;
  const host = createServer((_request, response) => {
    servers ??= startMailServers();
    servers.then(
      (started) => response.end(JSON.stringify(started.descriptor)),
      (error: Error) => response.writeHead(500).end(error.message),
    );
  });
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
  const address = host.address();
  if (address === null || typeof address === 'string') throw new Error('the host of the shared mail servers has no port');
  process.env[variable] = `http://127.0.0.1:${address.port}/`;
  return {
    async stop() {
      host.closeAllConnections();
      host.close();
      delete process.env[variable];
      const started = await servers?.catch(() => null);
      await started?.stop();
    },
  };
}

function get(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`shared mail servers did not start: ${text}`)),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
