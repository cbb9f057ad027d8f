import type { MailServers } from '#e2e/servers/index.ts';
import { type MaildropFigures, measureMaildrop } from './measure-maildrop.ts';
import { type MaildropFloor, measureMaildropFloor } from './raw-maildrop.ts';
import { spread, spreadOf } from './statistics.ts';

/** POP3: a maildrop against the raw floor, the client alone and the whole road into store and index, in turn. */
export async function reportMaildrop(servers: MailServers, count: number, runs: number, say: (line: string) => void): Promise<void> {
  const user = await servers.newUser('maildrop');
  await servers.fillMailbox(user, 'INBOX', count, { seed: 7, bytes: 'realistic' });
  const { imap, smtp, pop3, caFile } = servers;
  const order = { servers: { imap, smtp, pop3, caFile }, user, count };
  const floors: MaildropFloor[] = [];
  const clients: MaildropFigures[] = [];
  const gateways: MaildropFigures[] = [];
  await measureMaildropFloor({ port: pop3.tlsPort, caFile }, user, count);
  for (let run = 0; run < runs; run += 1) {
    floors.push(await measureMaildropFloor({ port: pop3.tlsPort, caFile }, user, count));
    clients.push(await measureMaildrop({ ...order, what: 'client' }));
    gateways.push(await measureMaildrop({ ...order, what: 'gateway' }));
  }
  const megabytes = floors[0]?.megabytes ?? 0;
  const speeds = (figures: { messagesPerSecond: number }[]) => {
    const rates = figures.map(({ messagesPerSecond }) => messagesPerSecond);
    const perSecond = rates.map((rate) => (rate / count) * megabytes);
    const shares = rates.map((rate, run) => rate / (floors[run]?.messagesPerSecond ?? Number.NaN));
    return `${spreadOf(rates, 0, 'messages/s')}, ${spreadOf(perSecond, 1, 'MB/s')}, ${spreadOf(shares, 2, '× floor')}`;
  };
  const memory = (figures: MaildropFigures[]) =>
    `${spreadOf(
      figures.map(({ residentMb }) => residentMb.before),
      0,
      'MB',
    )}, ${spreadOf(
      figures.map(({ residentMb }) => residentMb.peak - residentMb.before),
      0,
      'MB',
    )}`;
  say(`\nPOP3 maildrop of ${count} messages, ${megabytes.toFixed(0)} MB, Dovecot over TLS on loopback, ${runs} runs\n`);
  say(`floor: RETR of every message on a bare socket     ${speeds(floors)}`);
  say(`client, thrown away                               ${speeds(clients)}`);
  say(`  resident memory before, added at most           ${memory(clients)}`);
  say(`gateway: durable files, index, threads            ${speeds(gateways)}`);
  say(`  resident memory before, added at most           ${memory(gateways)}`);
  say(`  second check with nothing new                   ${spread(gateways.map(({ secondCheckMs }) => secondCheckMs ?? Number.NaN))}`);
  say(
    `  resident memory during it, added at most        ${spreadOf(
      gateways.map(({ residentMb }) => residentMb.peakAfter - residentMb.before),
      0,
      'MB',
    )}`,
  );
}
