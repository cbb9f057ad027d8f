import type { MailServers, MailUser } from '#e2e/servers/index.ts';
import { type LineConnection, openLineConnection } from '#e2e/servers/line-connection.ts';
import type { ModelMail, ModelMailbox } from '#lib/imap/testing/model-mail.ts';

export type OtherMessage = { uid: number; messageId: string; flags: string[] };

/** Another mail program of the same person, over a way that shares nothing with our engine. What is not there any more is no failure of it. */
export type OtherClient = {
  mailboxes(): Promise<string[]>;
  /** In a new session: what LIST says in an old one can be older than what that session did itself, for as long as it is asked. */
  begin(): Promise<void>;
  /** what can be seen, `\Deleted` included */
  messages(path: string): Promise<OtherMessage[]>;
  append(path: string, raw: Buffer, flags: string[]): Promise<void>;
  setFlag(path: string, uid: number, flag: string, isOn: boolean): Promise<void>;
  move(path: string, uid: number, to: string): Promise<void>;
  copy(path: string, uid: number, to: string): Promise<void>;
  expunge(path: string, uid: number): Promise<void>;
  create(path: string): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  delete(path: string): Promise<void>;
  /** the server rebuilds the mailbox: another UIDVALIDITY */
  renumber(path: string): Promise<void>;
  close(): void;
};

export function modelClient(mail: ModelMail, window: number | null = null): OtherClient {
  const seen = (mailbox: ModelMailbox | undefined) => (window === null ? mailbox?.messages : mailbox?.messages.slice(-window)) ?? [];
  const change = async (path: string, act: (mailbox: ModelMailbox) => void) => {
    const mailbox = mail.mailboxes.get(path);
    if (mailbox !== undefined) act(mailbox);
    mail.tell();
  };
  return {
    mailboxes: async () => [...mail.mailboxes.keys()],
    begin: async () => {},
    messages: async (path) =>
      seen(mail.mailboxes.get(path)).map(({ uid, raw, flags }) => ({
        uid,
        messageId: messageIdOf(raw.toString('latin1')),
        flags: [...flags],
      })),
    append: (path, raw, flags) => change(path, () => void mail.append(path, raw, flags)),
    setFlag: (path, uid, flag, isOn) => change(path, (mailbox) => mailbox.setFlag(uid, flag, isOn)),
    move: (path, uid, to) => change(path, (mailbox) => void (mail.mailboxes.has(to) && mail.move(mailbox, [uid], mail.mailbox(to)))),
    copy: (path, uid, to) => change(path, (mailbox) => void (mail.mailboxes.has(to) && mail.copy(mailbox, [uid], mail.mailbox(to)))),
    expunge: (path, uid) => change(path, (mailbox) => mailbox.expunge([uid])),
    create: async (path) => {
      mail.create(path);
      mail.tell();
    },
    rename: async (from, to) => {
      mail.rename(from, to);
      mail.tell();
    },
    delete: async (path) => {
      mail.delete(path);
      mail.tell();
    },
    renumber: async (path) => {
      if (mail.mailboxes.has(path)) mail.renumber(path);
      mail.tell();
    },
    close: () => undefined,
  };
}

/** Plain lines of IMAP to the real server. */
export async function dovecotClient(servers: MailServers, user: MailUser): Promise<OtherClient> {
  const dial = async () => {
    const opened: LineConnection = await openLineConnection(servers.imap.host, servers.imap.port);
    await opened.readLine();
    return opened;
  };
  let connection = await dial();
  let tags = 0;
  const run = async (text: string | Buffer): Promise<string> => {
    tags += 1;
    const tag = `o${tags}`;
    connection.write(Buffer.concat([Buffer.from(`${tag} `), Buffer.from(text), Buffer.from('\r\n')]));
    const lines: string[] = [];
    for (;;) {
      const line = await connection.readLine();
      if (line.startsWith(`${tag} `)) return line.startsWith(`${tag} OK`) ? lines.join('\n') : '';
      lines.push(line);
    }
  };
  const login = () => run(`LOGIN "${user.login}" "${user.password}"`);
  await login();
  const begin = async () => {
    connection.close();
    connection = await dial();
    await login();
  };
  /** Runs it once more where the server has sent us away: the mailbox that was open is deleted, or has other UIDs. */
  const patiently = async <T>(act: () => Promise<T>): Promise<T> => {
    try {
      return await act();
    } catch {
      await begin();
      return act();
    }
  };
  const inside = (path: string, ...commands: string[]) =>
    patiently(async () => {
      if ((await run(`SELECT "${path}"`)) === '') return;
      for (const command of commands) await run(command);
      await run('UNSELECT');
    });
  return {
    begin,
    mailboxes: async () =>
      [...(await run('LIST "" "*"')).matchAll(/^\* LIST \([^)]*\) "\/" "?([^"\n]+)"?$/gm)].map((match) => match[1] ?? ''),
    async messages(path) {
      const text = await patiently(async () => {
        if ((await run(`EXAMINE "${path}"`)) === '') return '';
        const answer = await run('UID FETCH 1:* (UID FLAGS BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])');
        await run('UNSELECT');
        return answer;
      });
      return text
        .split(/^\* \d+ FETCH /m)
        .slice(1)
        .map((row) => ({
          uid: Number(/UID (\d+)/.exec(row)?.[1]),
          messageId: messageIdOf(row),
          flags: (/FLAGS \(([^)]*)\)/.exec(row)?.[1] ?? '').split(' ').filter((flag) => flag !== '' && flag !== '\\Recent'),
        }));
    },
    append: async (path, raw, flags) => {
      await run(Buffer.concat([Buffer.from(`APPEND "${path}" (${flags.join(' ')}) {${raw.length}+}\r\n`), raw]));
    },
    setFlag: (path, uid, flag, isOn) => inside(path, `UID STORE ${uid} ${isOn ? '+' : '-'}FLAGS.SILENT (${flag})`),
    move: (path, uid, to) => inside(path, `UID MOVE ${uid} "${to}"`),
    copy: (path, uid, to) => inside(path, `UID COPY ${uid} "${to}"`),
    expunge: (path, uid) => inside(path, `UID STORE ${uid} +FLAGS.SILENT (\\Deleted)`, `UID EXPUNGE ${uid}`),
    create: async (path) => {
      await run(`CREATE "${path}"`);
    },
    rename: async (from, to) => {
      await run(`RENAME "${from}" "${to}"`);
    },
    delete: async (path) => {
      await run(`DELETE "${path}"`);
    },
    renumber: async (path) => {
      const validity = String(1_500_000_000 + Math.floor((Date.now() % 1e9) / 10));
      await servers.doveadm(['mailbox', 'update', '-u', user.login, '--uid-validity', validity, path]).catch((error: Error) => {
        if (!/doesn't exist|not found/i.test(error.message)) throw error;
      });
    },
    close: () => connection.close(),
  };
}

/** @returns '' for a message without */
export const messageIdOf = (text: string) => /^message-id:\s*<([^>]*)>/im.exec(text)?.[1] ?? '';
