import { createServer, request as httpRequest } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { parseNetworkRule } from '#lib/config/index.ts';
import { addressKey, clientAddress, watchClientAddresses } from './client-address.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A server whose handler sees what Next's handlers see: the request's headers. */
async function clientSeen(trusted: string[], headers: Record<string, string>): Promise<{ client: string; forwarded: string | null }> {
  const stop = watchClientAddresses(trusted.map((one) => parseNetworkRule(one)!));
  const server = createServer((request, response) => {
    const seen = new Headers(Object.entries(request.headers).map(([name, value]): [string, string] => [name, String(value)]));
    response.end(JSON.stringify({ client: clientAddress(seen), forwarded: seen.get('x-forwarded-for') }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(stop, () => new Promise((resolve) => server.close(resolve)));
  const { port } = server.address() as { port: number };
  const text = await new Promise<string>((resolve, reject) => {
    httpRequest({ port, host: '127.0.0.1', headers }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve(body));
    })
      .on('error', reject)
      .end();
  });
  stop();
  return JSON.parse(text) as { client: string; forwarded: string | null };
}

test('settled 21: a forged X-Forwarded-For is not believed and does not get further', async () => {
  expect(await clientSeen([], { 'X-Forwarded-For': '203.0.113.9', Forwarded: 'for=203.0.113.9', 'X-Real-IP': '203.0.113.9' })).toEqual({
    client: '127.0.0.1',
    forwarded: null,
  });
});

test('behind a trusted proxy the client is the last hop that is no proxy', async () => {
  expect((await clientSeen(['127.0.0.1/32'], { 'X-Forwarded-For': '203.0.113.9' })).client).toBe('203.0.113.9');
  expect((await clientSeen(['127.0.0.1/32'], { 'X-Forwarded-For': '198.51.100.1, 203.0.113.9' })).client).toBe('203.0.113.9');
  expect((await clientSeen(['127.0.0.1/32', '10.0.0.0/8'], { 'X-Forwarded-For': '1.2.3.4, 203.0.113.9, 10.1.1.1' })).client).toBe(
    '203.0.113.9',
  );
  expect((await clientSeen(['127.0.0.1/32'], { 'X-Forwarded-For': 'nonsense' })).client).toBe('127.0.0.1');
  expect((await clientSeen(['127.0.0.1/32'], {})).client).toBe('127.0.0.1');
});

test('an IPv6 client counts by its network', () => {
  expect(addressKey('2001:db8:1:2::1')).toBe(addressKey('2001:db8:1:2:ffff::9'));
  expect(addressKey('2001:db8:1:2::1')).not.toBe(addressKey('2001:db8:1:3::1'));
  expect(addressKey('192.0.2.1')).toBe('192.0.2.1');
});
