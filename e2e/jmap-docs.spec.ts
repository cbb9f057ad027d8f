import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('docs/jmap.md: the walk with curl works as it is pasted', async ({ app, newUser, mailServers }) => {
  const user = await newUser('walk');
  await mailServers.appendMany(user, 'INBOX', [
    { raw: buildMessage({ from: 'z@example.test', to: [user.address], subject: 'Starred', text: 'x' }), flags: ['\\Flagged'] },
    { raw: buildMessage({ from: 'z@example.test', to: [user.address], subject: 'Plain', text: 'x' }) },
  ]);
  const page = await readFile(new URL('../docs/jmap.md', import.meta.url), 'utf8');
  const blocks = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, block]) => block!);
  expect(blocks).toHaveLength(1);
  const [firstLine, ...walk] = blocks[0]!.split('\n');
  expect(firstLine).toBe('URL=http://localhost:3000  LOGIN=ann@example.org:her-password');
  const script = [`URL=${app.url}  LOGIN=${user.address}:${user.password}`, ...walk].join('\n');

  const shell = spawn('bash', ['-euo', 'pipefail'], { detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  let out = '';
  let errors = '';
  shell.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  shell.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  try {
    shell.stdin.end(script);
    // its last command listens for as long as one lets it
    await expect.poll(() => out + errors, { timeout: 45_000 }).toContain('event: state');
    expect(errors).toBe('');
    expect(out).toContain(`"apiUrl":"${app.url}/api/jmap"`);
    expect(out).toContain('"name":"INBOX"');
    expect(out).toContain('"Email/query"');
    expect(out).toMatch(/}hello/);
    expect(out).not.toContain('"error"');
    expect(out).not.toContain('invalidResultReference');
  } finally {
    process.kill(-shell.pid!, 'SIGKILL');
  }
});
