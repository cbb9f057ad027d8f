import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { isMailError, type MailError } from '#lib/mail/index.ts';
import { parseAllowNetworks } from './allow-networks.ts';
import { createEgressGuard, type Lookup } from './egress-guard.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** A server that counts who comes; on 127.0.0.2, which nobody allows. */
async function startCanary(address = '127.0.0.2') {
  const seen = { connections: 0 };
  const server = createServer((socket) => {
    seen.connections += 1;
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, address, resolve));
  open.push(server);
  const bound = server.address();
  return { seen, port: typeof bound === 'object' && bound !== null ? bound.port : 0 };
}

const failure = async (promise: Promise<unknown>): Promise<MailError> => {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isMailError(error)) throw new Error(`expected a MailError, got ${String(error)}`);
  return error;
};

const lookupOf =
  (names: Record<string, string[]>): Lookup =>
  async (name) =>
    (names[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

const insideSpellings = [
  // loopback and its spellings
  '127.0.0.1',
  '127.0.0.2',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0x7F.0.0.1',
  '0x7f.1',
  '0177.0.0.1',
  '017700000001',
  '0177.0x0.0.01',
  '127.0.0.1.',
  '127.000.000.001',
  '127.0.0.01',
  '１２７.０.０.１',
  '127。0。0。1',
  '①②⑦.0.0.1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'ip6-localhost',
  '[::1]',
  '::1',
  '0:0:0:0:0:0:0:1',
  '[0000::0001]',
  '::1%lo',
  '[::1%25lo]',
  // unspecified
  '0.0.0.0',
  '0',
  '0x0',
  '0.1.2.3',
  '::',
  '[::]',
  // an IPv4 address inside an IPv6 one
  '::ffff:127.0.0.1',
  '[::ffff:7f00:1]',
  '::ffff:0:127.0.0.1',
  '::127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::7f00:1',
  '2002:7f00:1::',
  '2002:c0a8:101::1',
  '2001:0:7f00:1::',
  // private, link-local, shared, metadata
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '169.254.169.254',
  '2852039166',
  '0xa9fea9fe',
  '169.254.1.1',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '198.18.0.1',
  'fd00:ec2::254',
  'fc00::1',
  'fe80::1',
  'fec0::1',
  // multicast, reserved, broadcast, documentation
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  'ff02::1',
  '192.0.2.1',
  '2001:db8::1',
  '3fff::1',
  // no hosts at all
  '',
  ' 127.0.0.1',
  '127.0.0.1 ',
  '127.0.0.1:80',
  '127.0.0.1/24',
  'user@127.0.0.1',
  '127.0.0.1\u0000.example.org',
  'example.org\r\n',
  '1.2.3.4.5',
  '256.1.1.1',
  'example.0x1',
  '-x.example.org',
];

test.each(insideSpellings)('N1: refuses %j', async (host) => {
  const asked: string[] = [];
  const lookup: Lookup = async (name) => {
    asked.push(name);
    return [{ address: '127.0.0.1', family: 4 }];
  };
  const guard = createEgressGuard({ allowNetworks: '', lookup });
  const error = await failure(guard.resolve(host, 993));
  expect(error).toMatchObject({ kind: 'egress-denied', stage: 'dns', permanent: true });
  // Nothing that a resolver would read as an address reaches one.
  expect(asked.every((name) => /^(localhost|ip6-localhost)$/.test(name))).toBe(true);
});

test('N1: no spelling of loopback reaches a canary there', async () => {
  const canary = await startCanary();
  const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
  for (const host of ['127.0.0.2', '127.0.2', '2130706434', '0x7f000002', '0177.0.0.2', '[::ffff:127.0.0.2]', '::ffff:7f00:2']) {
    expect((await failure(guard.connectTcp({ host, port: canary.port }))).kind).toBe('egress-denied');
  }
  expect(canary.seen.connections).toBe(0);
});

test.each(['93.184.216.34', '1.1.1.1', '172.32.0.1', '100.128.0.1', '[2606:4700::1111]', '2a00:1450:4001::1'])(
  'lets the public address %s through',
  async (host) => {
    const [address] = await createEgressGuard({ allowNetworks: '' }).resolve(host, 993);
    expect(address).toMatchObject({ address: host.replace(/[[\]]/g, ''), servername: null });
  },
);

test('a name is looked up in its ASCII form, and its servername is the name', async () => {
  const guard = createEgressGuard({ allowNetworks: '', lookup: lookupOf({ 'xn--bcher-kva.example': ['1.1.1.1', '2606:4700::1111'] }) });
  expect(await guard.resolve('Bücher.example.', 993)).toEqual([
    { address: '1.1.1.1', family: 4, servername: 'xn--bcher-kva.example' },
    { address: '2606:4700::1111', family: 6, servername: 'xn--bcher-kva.example' },
  ]);
});

test('one inside address among public ones refuses the whole name', async () => {
  const guard = createEgressGuard({ allowNetworks: '', lookup: lookupOf({ 'mail.example.org': ['1.1.1.1', '10.0.0.1'] }) });
  expect((await failure(guard.resolve('mail.example.org', 993))).kind).toBe('egress-denied');
});

test('a resolver that rebinds: the address that was checked is the one connected to, and the name is asked once', async () => {
  const canary = await startCanary();
  const allowed = await startCanary('127.0.0.1');
  let asked = 0;
  const guard = createEgressGuard({
    allowNetworks: '127.0.0.1/32',
    lookup: async () => {
      asked += 1;
      return [{ address: asked === 1 ? '127.0.0.1' : '127.0.0.2', family: 4 }];
    },
  });
  const socket = await guard.connectTcp({ host: 'rebind.example', port: allowed.port });
  expect(socket.remoteAddress).toBe('127.0.0.1');
  socket.destroy();
  expect(asked).toBe(1);
  expect((await failure(guard.connectTcp({ host: 'rebind.example', port: canary.port }))).kind).toBe('egress-denied');
  expect(canary.seen.connections).toBe(0);
});

test('only ports of mail and 443, unless the operator or the demo named the place', async () => {
  const guard = createEgressGuard({ allowNetworks: '1.1.1.1/32:8025-8026,2.2.2.0/24', lookup: lookupOf({}) });
  for (const port of [25, 110, 143, 443, 465, 587, 993, 995, 2525, 4190]) await guard.resolve('9.9.9.9', port);
  for (const port of [22, 80, 3306, 6379, 8025, 65535])
    expect(await failure(guard.resolve('9.9.9.9', port))).toMatchObject({ kind: 'egress-denied', code: 'PORT' });
  for (const port of [0, -1, 65536, 1.5, Number.NaN]) expect((await failure(guard.resolve('9.9.9.9', port))).code).toBe('PORT');
  await guard.resolve('1.1.1.1', 8025);
  expect((await failure(guard.resolve('1.1.1.1', 8027))).code).toBe('PORT');
  await guard.resolve('2.2.2.9', 8027);
  await guard.resolve('9.9.9.9', 80, { alsoPorts: [80] });
});

test('an allowed network counts for its own ports only', async () => {
  const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32:2143, [::1/128]:2143' });
  await guard.resolve('127.0.0.1', 2143);
  await guard.resolve('::1', 2143);
  expect((await failure(guard.resolve('127.0.0.1', 993))).code).toBe('ADDRESS');
  expect((await failure(guard.resolve('::1', 993))).code).toBe('ADDRESS');
});

test('the demo registers one host:port, word for word, and takes it back', async () => {
  const guard = createEgressGuard({ allowNetworks: '' });
  const revoke = guard.allow('127.0.0.1', 40143);
  const again = guard.allow('127.0.0.1', 40143);
  expect(await guard.resolve('127.0.0.1', 40143)).toHaveLength(1);
  expect((await failure(guard.resolve('127.0.0.1', 40144))).kind).toBe('egress-denied');
  expect((await failure(guard.resolve('127.0.0.2', 40143))).kind).toBe('egress-denied');
  revoke();
  revoke();
  expect(await guard.resolve('127.0.0.1', 40143)).toHaveLength(1);
  again();
  expect((await failure(guard.resolve('127.0.0.1', 40143))).kind).toBe('egress-denied');
});

test('names that do not resolve keep the code of the name service', async () => {
  const failing =
    (code: string): Lookup =>
    () =>
      Promise.reject(Object.assign(new Error('no'), { code }));
  expect(
    await failure(createEgressGuard({ allowNetworks: '', lookup: failing('ENOTFOUND') }).resolve('nowhere.example', 993)),
  ).toMatchObject({
    kind: 'network',
    stage: 'dns',
    code: 'ENOTFOUND',
    permanent: true,
  });
  expect(
    await failure(createEgressGuard({ allowNetworks: '', lookup: failing('EAI_AGAIN') }).resolve('nowhere.example', 993)),
  ).toMatchObject({ code: 'EAI_AGAIN', permanent: false });
  expect((await failure(createEgressGuard({ allowNetworks: '', lookup: lookupOf({}) }).resolve('nowhere.example', 993))).code).toBe(
    'ENOTFOUND',
  );
});

test('G4: a silent name service ends in a time-out, an abort at once', async () => {
  const guard = createEgressGuard({ allowNetworks: '', lookup: () => new Promise(() => {}) });
  expect(await failure(guard.resolve('mail.example', 993, { timeoutMs: 20 }))).toMatchObject({
    kind: 'network',
    stage: 'dns',
    code: 'ETIMEDOUT',
  });
  const controller = new AbortController();
  const waiting = failure(guard.resolve('mail.example', 993, { signal: controller.signal }));
  controller.abort();
  expect((await waiting).kind).toBe('aborted');
});

test('the next checked address is tried when the first one refuses', async () => {
  const canary = await startCanary('127.0.0.1');
  const guard = createEgressGuard({ allowNetworks: '127.0.0.0/8', lookup: lookupOf({ 'two.example': ['127.0.0.3', '127.0.0.1'] }) });
  const socket = await guard.connectTcp({ host: 'two.example', port: canary.port });
  expect(socket.remoteAddress).toBe('127.0.0.1');
  socket.destroy();
});

test('a closed port is ECONNREFUSED at stage tcp', async () => {
  const canary = await startCanary('127.0.0.1');
  await new Promise((resolve) => open.pop()?.close(resolve));
  const guard = createEgressGuard({ allowNetworks: '127.0.0.1/32' });
  expect(await failure(guard.connectTcp({ host: '127.0.0.1', port: canary.port }))).toMatchObject({
    kind: 'network',
    stage: 'tcp',
    code: 'ECONNREFUSED',
  });
});

test('parseAllowNetworks names every entry that is none', () => {
  const { rules, mistakes } = parseAllowNetworks('10.0.0.0/8:143-993, [fd00::/8]:993,10.0.0.0/33, nonsense ,127.0.0.1:0');
  expect(rules).toHaveLength(2);
  expect(mistakes).toEqual(['10.0.0.0/33', 'nonsense', '127.0.0.1:0']);
  expect(() => createEgressGuard({ allowNetworks: 'nonsense' })).toThrow(/nonsense/);
});
