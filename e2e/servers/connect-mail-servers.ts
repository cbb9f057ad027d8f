import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { appendOverImap } from './append-over-imap.ts';
import { deliverOverLmtp } from './deliver-over-lmtp.ts';
import { generateMessages } from './generate-messages.ts';
import type { MailServers, MailServersDescriptor } from './mail-servers.ts';

/**
 * Uses servers that run already, perhaps started by another process. Everything here works through files, doveadm and the servers' own
 * protocols, so any number of processes may do it at once.
 */
export function connectMailServers(descriptor: MailServersDescriptor): MailServers {
  const { dir, domain, owner } = descriptor;
  const isRoot = process.getuid?.() === 0;

  async function writeUser(login: string, password: string, extra = ''): Promise<void> {
    const home = join(dir, 'home', login);
    const line = `${login}:{PLAIN}${password}:${owner.uid}:${owner.gid}::${home}::${extra}\n`;
    const draft = join(dir, 'new', `${login}-${randomBytes(6).toString('hex')}`);
    await writeFile(draft, line);
    if (isRoot) await chown(draft, owner.uid, owner.gid);
    await rename(draft, join(dir, 'users', login));
  }

  const addUser: MailServers['addUser'] = async (name, options = {}) => {
    const login = (name.includes('@') ? name : `${name}@${domain}`).toLowerCase();
    if (!/^[^\s:/@]+@[^\s:/@]+$/.test(login)) throw new Error(`cannot make a mailbox for ${login}`);
    const password = options.password ?? `pass-${login.split('@')[0]}`;
    if (/[:\n]/.test(password)) throw new Error('the password file of the test server cannot hold a colon or a line break');
    const fields = [...(options.locksMaildrop ? ['userdb_pop3_lock_session=yes'] : []), ...(options.fields ?? [])];
    await writeUser(login, password, fields.join(' '));
    return { address: login, login, password };
  };

  function doveadm(args: readonly string[], options: { input?: string | Buffer } = {}): Promise<string> {
    const identity = isRoot ? { uid: owner.uid, gid: owner.gid } : {};
    return new Promise((resolve, reject) => {
      const child = execFile(
        'doveadm',
        ['-c', join(dir, 'dovecot.conf'), ...args],
        { ...identity, cwd: dir, maxBuffer: 256 * 1024 * 1024, timeout: 120_000 },
        (error, stdout, stderr) => (error ? reject(new Error(`doveadm ${args.join(' ')}: ${stderr || error.message}`)) : resolve(stdout)),
      );
      // doveadm may be done before it has read anything; whether it did well is told by its exit code.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(options.input ?? '');
    });
  }

  const deliverMany: MailServers['deliverMany'] = (to, rawMessages, options = {}) =>
    deliverOverLmtp(descriptor.lmtp, options.from ?? `sender@elsewhere.test`, typeof to === 'string' ? to : to.address, rawMessages);

  const appendMany: MailServers['appendMany'] = (user, mailbox, messages) =>
    appendOverImap({ ...descriptor.imap, login: user.login, password: user.password }, mailbox, messages);

  return {
    ...descriptor,
    addUser,
    newUser: (prefix = 'person') => addUser(`${prefix}-${randomBytes(5).toString('hex')}`),
    setPassword: async (login, password) => {
      await writeUser(login, password);
      await doveadm(['auth', 'cache', 'flush', login]);
      // Dovecot looks at the file once a second at most: a login just before this one would leave the old password true for a moment.
      const isKnown = () =>
        doveadm(['auth', 'test', login, password]).then(
          () => true,
          () => false,
        );
      while (!(await isKnown())) await setTimeout(100);
    },
    removeUser: (login) => rm(join(dir, 'users', login)),
    doveadm,
    deliver: (to, rawMessage, options) => deliverMany(to, [rawMessage], options),
    deliverMany,
    appendMany,
    async fillMailbox(user, mailbox, count, options = {}) {
      const written: { messageId: string; subject: string; receivedAtMs: number }[] = [];
      function* noted() {
        for (const message of generateMessages({ count, seed: options.seed ?? 1, to: user.address, bytes: options.bytes ?? 'small' })) {
          written.push({ messageId: message.messageId, subject: message.subject, receivedAtMs: message.receivedAtMs });
          yield message;
        }
      }
      await appendMany(user, mailbox, noted());
      return written;
    },
  };
}
