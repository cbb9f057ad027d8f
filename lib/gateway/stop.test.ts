import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { sharedMailServers } from '#e2e/servers/index.ts';
import { mailboxOf, message, settled } from './testing/read-mail.ts';
import { eventually, loginOf, openMail, startTestGateway } from './testing/test-gateway.ts';

const servers = await sharedMailServers();

test('stopping ends every connection, and the server sees them gone', async () => {
  const user = await servers.newUser('stopped');
  await servers.deliver(user, message('Here'));
  const { gateway, stop } = await startTestGateway();
  const { mail } = await openMail(gateway, loginOf(servers, user));
  mail.wantWindow(await mailboxOf(mail, 'archive'), 0, 10);
  await settled(mail);
  await eventually(async () => (await servers.doveadm(['who', user.login])).includes(user.login), 'connections on the server');
  await stop();
  await eventually(async () => !(await servers.doveadm(['who', user.login])).includes(user.login), 'no connection left');
});

test('a process whose gateway was stopped ends by itself: no timer, socket or worker is left', async () => {
  const user = await servers.newUser('ends');
  await servers.fillMailbox(user, 'INBOX', 300, { seed: 2 });
  const login = { ...loginOf(servers, user), password: user.password };
  const script = new URL('testing/start-and-stop.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, JSON.stringify(login)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const hang = setTimeout(() => child.kill('SIGKILL'), 45_000);
  const ending = await new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  clearTimeout(hang);
  expect(said).toContain('stopped');
  expect(ending, said).toBe(0);
});
