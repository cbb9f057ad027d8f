import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { ensureCertificates, type MailUser, sharedMailServers, startNameServer } from '#e2e/servers/index.ts';
import { readWish } from './doctor.ts';

/** `npm run doctor -- …` with a password typed into it. */
async function run(args: readonly string[], typed: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['cli/postern.ts', 'doctor', ...args], {
    env: { ...process.env, POSTERN_ALLOW_NETWORKS: '127.0.0.1/32', NODE_EXTRA_CA_CERTS: ensureCertificates().caFile, ...env },
  });
  const out = { text: '', complaints: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    out.text += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    out.complaints += chunk.toString();
  });
  child.stdin.end(`${typed}\n`);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, ...out };
}

const secretFree = ({ text, complaints }: { text: string; complaints: string }, user: MailUser) => {
  for (const said of [text, complaints]) {
    expect(said).not.toContain(user.password);
    expect(said).not.toContain(Buffer.from(`\0${user.login}\0${user.password}`).toString('base64'));
  }
};

test('npm run doctor: servers that the domain publishes are found and walked to; those outside of it get no password', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('cli');
  const { imap, smtp } = servers;
  const names = await startNameServer({
    'mail.example.test': { a: ['127.0.0.1'] },
    'mail.stranger.test': { a: ['127.0.0.1'] },
    '_imaps._tcp.example.test': { srv: [['mail.example.test', imap.tlsPort]] },
    '_submissions._tcp.example.test': { srv: [['mail.example.test', smtp.tlsPort]] },
  });
  try {
    const env = { POSTERN_DNS: names.address };
    const well = await run([user.address], user.password, env);
    expect(well.text).toMatch(/IMAP mail\.example\.test:\d+ \(TLS\)\n=+\nAll is well/);
    expect(well.text).toMatch(/SMTP mail\.example\.test:\d+ \(TLS\)\n=+\nAll is well/);
    expect(well.text).toContain('Sign-in: good');
    expect(well.code).toBe(0);
    secretFree(well, user);

    names.zone['_imaps._tcp.example.test'] = { srv: [['mail.stranger.test', imap.tlsPort]] };
    const strange = await run([user.address], user.password, env);
    expect(strange.complaints).toContain('Outside of the mail domain: mail.stranger.test');
    expect(strange.complaints).not.toContain('Password');
    expect(strange.text).toContain('Certificate for another name');
    expect(strange.code).toBe(1);
  } finally {
    await names.stop();
  }
});

test('npm run doctor: servers named by hand; a wrong password is told, and nothing of it shown', async () => {
  const servers = await sharedMailServers();
  const user = await servers.newUser('cli');
  const report = await run([user.address, '--server', `imap:127.0.0.1:${servers.imap.port}:starttls`], 'not-this-one', {
    POSTERN_DNS: '127.0.0.1:9',
  });
  expect(report.text).toContain('User name or password refused');
  expect(report.text).not.toContain('not-this-one');
  expect(report.code).toBe(1);
});

test('options that are not understood are no wish', () => {
  expect(readWish(['ana@example.test', '--no-password'])).toEqual({ address: 'ana@example.test', servers: [], asksPassword: false });
  for (const wrong of [
    [],
    ['ana'],
    ['ana@example.test', '--server'],
    ['ana@example.test', '--server', 'imap:x:1'],
    ['ana@example.test', '-x'],
  ])
    expect(readWish(wrong)).toBe(null);
});
