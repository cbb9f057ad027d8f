import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createTransport } from 'nodemailer';
import { expect, test } from 'vitest';
import { buildMessage, sharedMailServers, startMailServers } from './index.ts';

const front = fileURLToPath(new URL('./index.ts', import.meta.url));

test('a message submitted over STARTTLS arrives, and the unknown, the foreign and the busy recipient are refused one by one', async () => {
  const servers = await sharedMailServers();
  const [ana, ben] = [await servers.newUser('ana'), await servers.newUser('ben')];
  const transport = createTransport({
    host: 'localhost',
    port: servers.smtp.starttlsPort,
    requireTLS: true,
    auth: { user: ana.login, pass: ana.password },
  });
  const to = [ben.address, 'ghost@example.test', 'someone@elsewhere.test', 'busy@example.test'];
  const sent = await transport.sendMail({ envelope: { from: ana.address, to }, raw: 'Subject: a line\r\n\r\nbody\r\n' });
  expect(sent.accepted).toEqual([ben.address]);
  const answers = sent.rejectedErrors?.map((error) => error.response?.slice(0, 9));
  expect(answers).toEqual(['550 5.1.1', servers.submission === 'postfix' ? '554 5.7.1' : '554 5.6.0', '451 4.3.0']);
  await expect.poll(() => servers.doveadm(['search', '-u', ben.login, 'mailbox', 'INBOX', 'subject', 'a line'])).not.toBe('');
});

test('a refused recipient of LMTP is an error with the answer of the server', async () => {
  const servers = await sharedMailServers();
  await expect(servers.deliver(`ghost@${servers.domain}`, 'x')).rejects.toThrow('550 5.1.1');
});

test('delivered lines come back unchanged, leading dots included', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser();
  const raw = buildMessage({ from: 'a@b.test', to: [user.address], subject: 'Grüße, 王小明', text: '.first\r\n..second\r\nlast' });
  await servers.deliver(user, raw);
  const got = await servers.doveadm(['-f', 'flow', 'fetch', '-u', user.login, 'body', 'mailbox', 'INBOX', 'all']);
  expect(got).toContain('.first\n..second\nlast');
});

test('a filled mailbox holds what was asked for, in order, with conversations and unread mail in it', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser();
  const written = await servers.fillMailbox(user, 'Folder A/Ordner b', 700, { seed: 3 });
  expect(written).toHaveLength(700);
  const ids = await servers.doveadm(['-f', 'tab', 'fetch', '-u', user.login, 'hdr.message-id', 'mailbox', 'Folder A/Ordner b', 'all']);
  expect(ids.trim().split('\n').slice(1)).toEqual(written.map((message) => `<${message.messageId}>`));
  expect(new Set(written.map((message) => message.subject.replace(/^Re: /, ''))).size).toBeLessThan(500);
});

test('a changed password counts from the next login on', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser();
  await servers.setPassword(user.login, 'another');
  await expect(servers.doveadm(['auth', 'test', user.login, user.password])).rejects.toThrow();
  expect(await servers.doveadm(['auth', 'test', user.login, 'another'])).toContain('auth succeeded');
});

test('incoming servers go away and come back on the same port with the same mail', async () => {
  await using servers = await startMailServers({ smtp: false });
  const user = await servers.addUser('ana');
  await servers.deliver(user, 'Subject: kept\n\nx\n');
  await servers.stopIncoming();
  await expect(servers.deliver(user, 'x')).rejects.toThrow('ECONNREFUSED');
  await servers.startIncoming();
  expect(await servers.doveadm(['fetch', '-u', user.login, 'hdr.subject', 'mailbox', 'INBOX', 'all'])).toContain('kept');
});

test.each([
  ['trusted', 'OK'],
  ['expired', 'CERT_HAS_EXPIRED'],
  ['foreign', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ['other-name', 'ERR_TLS_CERT_ALTNAME_INVALID'],
] as const)('the %s certificate is judged %s by a client that knows the test authority', async (certificate, verdict) => {
  await using servers = await startMailServers({ smtp: false, certificate });
  const judged = await new Promise<string>((resolve) => {
    const socket = connectTls({ host: '127.0.0.1', port: servers.imap.tlsPort, servername: 'localhost' });
    socket.once('secureConnect', () => resolve('OK'));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    socket.once('close', () => socket.destroy());
  });
  expect(judged).toBe(verdict);
});

test('plain capabilities hide CONDSTORE, QRESYNC, MOVE and UIDPLUS before and after login', async () => {
  await using servers = await startMailServers({ smtp: false, imapCapabilities: 'plain' });
  const user = await servers.addUser('ana');
  const login = `import('${front.replace('index.ts', 'line-connection.ts')}').then(async (m) => {
    const c = await m.openLineConnection('127.0.0.1', ${servers.imap.port});
    console.log(await c.readLine()); c.write('a LOGIN ${user.login} ${user.password}\\r\\n'); console.log(await c.readLine()); c.close();
  })`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', login]);
  expect(stdout).toMatch(/a OK .*IMAP4rev1/);
  expect(stdout).not.toMatch(/CONDSTORE|QRESYNC|MOVE|UIDPLUS/);
});

test.each(['SIGKILL', 'SIGINT'] as const)('servers and folder are gone after their process died of %s', async (signal) => {
  const program = `import('${front}').then((m) => m.startMailServers()).then((s) => { console.log(JSON.stringify(s.descriptor)); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await new Promise<Buffer>((resolve) => child.stdout.once('data', resolve))).toString().split('\n');
  const { dir, imap } = JSON.parse(line ?? '') as { dir: string; imap: { port: number } };
  expect(existsSync(dir)).toBe(true);
  child.kill(signal);
  await expect.poll(() => existsSync(dir), { timeout: 30_000 }).toBe(false);
  const probe = promisify(execFile)(process.execPath, ['-e', `require('net').connect(${imap.port}, '127.0.0.1', () => process.exit(0))`]);
  await expect(probe).rejects.toThrow('ECONNREFUSED');
});
