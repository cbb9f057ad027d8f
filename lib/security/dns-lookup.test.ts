import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lookupAt } from './dns-lookup.ts';

/** Answers A and AAAA of `mail.test`, nothing for `empty.test`, NXDOMAIN for the rest (RFC 1035 §4). */
let server: Socket;
let port = 0;
beforeAll(async () => {
  server = createSocket('udp4');
  server.on('message', (query, peer) => {
    const end = query.indexOf(0, 12) + 5;
    const name = query.subarray(12, end - 5).toString('latin1');
    const type = query.readUInt16BE(end - 4);
    const data = !name.includes('mail')
      ? null
      : type === 1
        ? Buffer.from([192, 0, 2, 7])
        : type === 28
          ? Buffer.from('20010db8000000000000000000000007', 'hex')
          : null;
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(name.includes('mail') || name.includes('empty') ? 0x8180 : 0x8183, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(data === null ? 0 : 1, 6);
    head.writeUInt32BE(0, 8);
    const answer =
      data === null ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, data.length]), data]);
    server.send(Buffer.concat([head, query.subarray(12, end), answer]), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => server.bind(0, '127.0.0.1', resolve));
  port = server.address().port;
});
afterAll(() => server.close());

test('names are looked up at the given server, both kinds of address', async () => {
  expect(await lookupAt([`127.0.0.1:${port}`])('mail.test')).toEqual([
    { address: '2001:db8::7', family: 6 },
    { address: '192.0.2.7', family: 4 },
  ]);
});

test('a name without addresses and a name that does not exist say ENOTFOUND', async () => {
  const lookup = lookupAt([`127.0.0.1:${port}`]);
  await expect(lookup('empty.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  await expect(lookup('gone.test')).rejects.toMatchObject({ code: 'ENOTFOUND' });
});
