import { createSocket } from 'node:dgram';

/** What is published: by name (lower case, without the last dot). A name with nothing does not exist. */
type Zone = Record<
  string,
  { a?: string[]; txt?: string[]; mx?: [priority: number, exchange: string][]; srv?: [target: string, port: number][] }
>;

type NameServer = { /** for `POSTERN_DNS` */ address: string; zone: Zone; stop(): Promise<void> };

const types = { a: 1, mx: 15, txt: 16, srv: 33 };

/** A name server on loopback that tells a zone and knows nothing else (RFC 1035 §4, RFC 2782). */
export async function startNameServer(zone: Zone): Promise<NameServer> {
  const socket = createSocket('udp4');
  const server = { address: '', zone, stop: () => new Promise<void>((resolve) => void socket.close(() => resolve())) };
  socket.on('message', (query, peer) => {
    const end = query.indexOf(0, 12) + 5;
    const name = labelsOf(query.subarray(12, end - 5))
      .join('.')
      .toLowerCase();
    const records = server.zone[name];
    const answers = dataOf(records ?? {}, query.readUInt16BE(end - 4));
    const head = Buffer.from(query.subarray(0, 12));
    head.writeUInt16BE(records === undefined ? 0x8583 : 0x8580, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(answers.length, 6);
    head.writeUInt32BE(0, 8);
    const type = query.readUInt16BE(end - 4);
    const rows = answers.map((data) => {
      const row = Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, 0]);
      row.writeUInt16BE(data.length, 10);
      return Buffer.concat([row, data]);
    });
    socket.send(Buffer.concat([head, query.subarray(12, end), ...rows]), peer.port, peer.address);
  });
  await new Promise<void>((resolve) => void socket.bind(0, '127.0.0.1', resolve));
  server.address = `127.0.0.1:${socket.address().port}`;
  return server;
}

function labelsOf(octets: Buffer): string[] {
  const labels: string[] = [];
  for (let at = 0; at < octets.length; at += (octets[at] ?? 0) + 1)
    labels.push(octets.subarray(at + 1, at + 1 + (octets[at] ?? 0)).toString('latin1'));
  return labels;
}

const nameOctets = (name: string): Buffer =>
  Buffer.concat([
    ...name
      .split('.')
      .filter(Boolean)
      .map((label) => Buffer.from([label.length, ...Buffer.from(label)])),
    Buffer.from([0]),
  ]);
const short = (...values: number[]): Buffer => Buffer.from(values.flatMap((value) => [value >> 8, value & 0xff]));

function dataOf({ a = [], txt = [], mx = [], srv = [] }: Zone[string], type: number): Buffer[] {
  if (type === types.a) return a.map((address) => Buffer.from(address.split('.').map(Number)));
  if (type === types.mx) return mx.map(([priority, exchange]) => Buffer.concat([short(priority), nameOctets(exchange)]));
  if (type === types.txt) return txt.map((text) => Buffer.from([text.length, ...Buffer.from(text)]));
  return type === types.srv ? srv.map(([target, port]) => Buffer.concat([short(0, 0, port), nameOctets(target)])) : [];
}
