import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import type { Server } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from './certificates.ts';
import { connectMailServers } from './connect-mail-servers.ts';
import { dovecotConfig } from './dovecot-config.ts';
import { freePort } from './free-port.ts';
import { startGuardian } from './guardian.ts';
import type { MailServersDescriptor, MailServersOptions, OwnMailServers } from './mail-servers.ts';
import { postfixConfig } from './postfix-config.ts';
import { startRecipientsMap } from './recipients-map.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';
import { startSmtpToLmtpRelay } from './smtp-to-lmtp-relay.ts';

const attempts = 3;
const plainCapabilities = ['IMAP4rev1', 'LITERAL+', 'SASL-IR', 'IDLE', 'NAMESPACE', 'CHILDREN', 'UNSELECT', 'SPECIAL-USE'];

/**
 * Starts a real Dovecot and, as root, a real Postfix on free ports of 127.0.0.1 in a temporary folder of their own. Touches nothing of the
 * machine's own mail system. Any number of instances may run at once.
 */
export async function startMailServers(options: MailServersOptions = {}): Promise<OwnMailServers> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Between finding a port free and taking it another process may have been quicker. Postfix ends without a word then: what writes its log is
      // one of the services that it has not started yet.
      const taken = error instanceof Error && /Address already in use|EADDRINUSE|did not start: exit/.test(error.message);
      if (!taken || attempt === attempts) throw error;
    }
  }
}

async function startOnce(options: MailServersOptions): Promise<OwnMailServers> {
  const domain = options.domain ?? 'example.test';
  const tls = options.tls ?? true;
  const certificates = ensureCertificates();
  const isRoot = process.getuid?.() === 0;
  const submission = options.smtp === false ? 'none' : isRoot && postfixMaster !== null ? 'postfix' : 'dovecot';
  const owner = isRoot ? { ...idsOf('nobody'), userName: 'nobody', groupName: groupNameOf('nobody') } : ownIds();

  // Unix sockets have short names: a deep TMPDIR would make Dovecot's too long.
  const dir = await mkdtemp(join(tmpdir().length > 40 ? '/tmp' : tmpdir(), 'postern-mail-'));
  const guardian = startGuardian(dir, [join(dir, 'run/master.pid'), join(dir, 'postfix/queue/pid/master.pid')]);
  const running: { dovecot: ServerProcess | null; postfix: ServerProcess | null } = { dovecot: null, postfix: null };
  const listeners: { close(done: () => void): void }[] = [];

  async function stop(): Promise<void> {
    await Promise.all([running.dovecot?.stop(), running.postfix?.stop()]);
    running.dovecot = running.postfix = null;
    await guardian.dismiss();
    for (const listener of listeners.splice(0)) listener.close(() => undefined);
  }

  try {
    await chmod(dir, 0o755);
    for (const name of ['tls', 'users', 'home', 'new', 'run', 'state']) await mkdir(join(dir, name));
    const pair = certificates[options.certificate ?? 'trusted'];
    await copyFile(pair.certFile, join(dir, 'tls/server.crt'));
    await copyFile(pair.keyFile, join(dir, 'tls/server.key'));
    await copyFile(certificates.caFile, join(dir, 'tls/ca.crt'));
    await chmod(join(dir, 'tls/server.key'), 0o600);

    const port = async (wanted: boolean) => (wanted ? freePort() : 0);
    const smtpStarttls = await port(submission !== 'none');
    const smtpTls = await port(submission !== 'none' && tls);
    const relayPort = submission === 'none' ? null : await freePort();
    const recipientsPort = await port(submission === 'postfix');
    const ports = {
      imap: await freePort(),
      imaps: await port(tls),
      pop3: await freePort(),
      pop3s: await port(tls),
      sieve: await freePort(),
      lmtp: await freePort(),
      submission: submission === 'dovecot' ? smtpStarttls : 0,
      submissions: submission === 'dovecot' ? smtpTls : 0,
    };
    const messageSizeLimitBytes = options.messageSizeLimitBytes ?? 64 * 1024 * 1024;
    const capabilities = options.imapCapabilities ?? 'native';
    await writeFile(
      join(dir, 'dovecot.conf'),
      dovecotConfig({
        dir,
        domain,
        owner,
        tls,
        ports,
        relayPort,
        hasSubmission: submission === 'dovecot',
        messageSizeLimitBytes,
        imapCapabilities: capabilities === 'native' ? null : capabilities === 'plain' ? plainCapabilities : capabilities,
        more: options.dovecotConfig ?? '',
      }),
    );
    if (isRoot)
      for (const name of ['tls', 'tls/server.key', 'users', 'home', 'new', 'run', 'state', ''])
        await chown(join(dir, name), owner.uid, owner.gid);

    const host = '127.0.0.1';
    const descriptor: MailServersDescriptor = {
      dir,
      caFile: certificates.caFile,
      domain,
      imap: { host, port: ports.imap, tlsPort: ports.imaps },
      pop3: { host, port: ports.pop3, tlsPort: ports.pop3s },
      smtp: { host, starttlsPort: smtpStarttls, tlsPort: smtpTls },
      lmtp: { host, port: ports.lmtp },
      sieve: { host, port: ports.sieve },
      submission,
      owner: { uid: owner.uid, gid: owner.gid },
    };

    const startIncoming = async () => {
      running.dovecot ??= await startServerProcess({
        name: 'Dovecot',
        command: '/usr/sbin/dovecot',
        args: ['-F', '-c', join(dir, 'dovecot.conf')],
        ports: Object.values(ports).filter((number) => number !== 0),
        logFile: join(dir, 'dovecot.log'),
        ...(isRoot ? { uid: owner.uid, gid: owner.gid } : {}),
      });
    };
    const stopIncoming = async () => {
      await running.dovecot?.stop();
      running.dovecot = null;
    };
    const startOutgoing = async () => {
      if (submission !== 'postfix' || postfixMaster === null) return;
      running.postfix ??= await startServerProcess({
        name: 'Postfix',
        command: postfixMaster,
        args: ['-c', join(dir, 'postfix/config'), '-d'],
        ports: [smtpStarttls, smtpTls].filter((number) => number !== 0),
        logFile: join(dir, 'postfix.log'),
      });
    };
    const stopOutgoing = async () => {
      await running.postfix?.stop();
      running.postfix = null;
    };

    await startIncoming();
    if (submission === 'postfix') {
      const map: Server = await startRecipientsMap(dir, recipientsPort);
      listeners.push(map);
      await preparePostfix({
        dir,
        domain,
        tls,
        ports: { starttls: smtpStarttls, smtps: smtpTls, lmtp: ports.lmtp, recipients: recipientsPort },
        messageSizeLimitBytes,
        more: options.postfixConfig ?? '',
      });
      await startOutgoing();
    } else if (submission === 'dovecot') {
      process.stderr.write('Mail servers: Postfix needs root and the postfix package; Dovecot takes submissions instead.\n');
    }
    if (relayPort !== null) listeners.push(await startSmtpToLmtpRelay(dir, domain, relayPort, descriptor.lmtp, messageSizeLimitBytes));
    return {
      ...connectMailServers(descriptor),
      descriptor,
      startIncoming,
      stopIncoming,
      startOutgoing,
      stopOutgoing,
      stop,
      [Symbol.asyncDispose]: stop,
    };
  } catch (error) {
    await stop();
    await rm(dir, { recursive: true, force: true });
    throw error;
  }
}

async function preparePostfix(input: Parameters<typeof postfixConfig>[0]): Promise<void> {
  const root = join(input.dir, 'postfix');
  const postfix = idsOf('postfix');
  const postdrop = Number(idOutput('getent', ['group', 'postdrop']).split(':')[2]);
  await mkdir(join(root, 'config'), { recursive: true });
  await mkdir(join(root, 'queue/pid'), { recursive: true });
  await mkdir(join(root, 'data'));
  await chown(join(root, 'data'), postfix.uid, postfix.gid);
  // the folders of postfix-files(5), with the owners and modes that `postfix check` wants
  for (const name of ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved', 'trace']) {
    await mkdir(join(root, 'queue', name), { mode: 0o700 });
    await chown(join(root, 'queue', name), postfix.uid, 0);
  }
  for (const [name, mode] of [
    ['maildrop', 0o1730],
    ['public', 0o2710],
  ] as const) {
    await mkdir(join(root, 'queue', name));
    await chown(join(root, 'queue', name), postfix.uid, postdrop);
    await chmod(join(root, 'queue', name), mode);
  }
  const { mainCf, masterCf } = postfixConfig(input);
  for (const [name, text] of [
    ['main.cf', mainCf],
    ['master.cf', masterCf],
  ] as const) {
    const file = join(root, 'config', name);
    await writeFile(file, text);
    // Postfix waits two seconds before it trusts a file that has just been written.
    await utimes(file, new Date(0), new Date(0));
  }
}

/** Postfix's own program, at the places where Debian, Fedora and Arch keep it; the other folders are compiled in. */
const postfixMaster =
  ['/usr/lib/postfix/sbin/master', '/usr/libexec/postfix/master', '/usr/lib/postfix/bin/master'].find((file) => existsSync(file)) ?? null;

const idOutput = (command: string, args: readonly string[]) => execFileSync(command, args, { encoding: 'utf8' }).trim();
const idsOf = (name: string) => ({ uid: Number(idOutput('id', ['-u', name])), gid: Number(idOutput('id', ['-g', name])) });
const groupNameOf = (name: string) => idOutput('id', ['-gn', name]);

function ownIds() {
  const { uid, gid, username } = userInfo();
  return { uid, gid, userName: username, groupName: idOutput('id', ['-gn']) };
}
