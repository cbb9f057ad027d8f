import { sharedMailServers } from '#e2e/servers/index.ts';
import { openDovecot } from '#lib/imap/testing/dovecot-session.ts';
import { modelBase, startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { ModelMail } from '#lib/imap/testing/model-mail.ts';
import type { ModelTraits } from '#lib/imap/testing/model-session.ts';
import { openTestSession } from '#lib/imap/testing/open-session.ts';
import { dovecotClient, messageIdOf, modelClient, type OtherClient } from './other-client.ts';
import type { Connect } from './running-account.ts';

/** One server of a kind, with one person's mail. */
export type House = {
  connect: Connect;
  other: OtherClient;
  /** where the listing does not tell which mailbox changed, all of them get their pass */
  passAll: boolean;
  prefix: string;
  /** mail below the newest so many is outside, not deleted (I23) */
  window: number | null;
  /** Message-ID of what is out of sight, by UID */
  outside: (path: string) => Map<number, string>;
  /** messages of which the server gives nothing but place, size, date and flags (I18) */
  isUnreadable: (messageId: string) => boolean;
  /** the connection ends at the next command, before or after the server has carried it out */
  lose: (what: 'answer' | 'command') => void;
  end: () => Promise<void>;
};

export const full = [
  ...modelBase,
  ...'IDLE ENABLE CONDSTORE QRESYNC UIDPLUS MOVE ESEARCH UNSELECT NAMESPACE SPECIAL-USE LIST-EXTENDED LIST-STATUS'.split(' '),
];
export const without = (...names: string[]) => full.filter((name) => !names.includes(name));

export type ModelHouseOptions = Omit<ModelTraits, 'isUnreadable'> & {
  /** every so many commands the server wants a pause */
  throttleEvery?: number;
  /** Message-IDs of messages that the server fails on */
  unreadable?: RegExp;
};

export async function modelHouse(options: ModelHouseOptions): Promise<House> {
  const { throttleEvery, unreadable: isUnreadableId } = options;
  const traits: ModelTraits = {
    ...options,
    isUnreadable: ({ raw }) => isUnreadableId?.test(messageIdOf(raw.toString('latin1'))) === true,
  };
  const prefix = traits.prefix ?? '';
  const mail = new ModelMail(['INBOX', ...['Drafts', 'Sent', 'Trash', 'Archive'].map((name) => prefix + name)], prefix === '' ? '/' : '.');
  const server = await startModelImap(mail, traits);
  let loses: 'answer' | 'command' | null = null;
  let commands = 0;
  server.intercept = (request) => {
    commands += 1;
    if (loses !== null && !['+', 'IDLE', 'ENABLE'].includes(request.command)) {
      const isCarriedOut = loses === 'answer';
      loses = null;
      request.socket.destroy();
      return !isCarriedOut;
    }
    if (throttleEvery === undefined || commands % throttleEvery !== 0 || request.command === '+') return false;
    request.bad('Request is throttled. Suggested Backoff Time: 20 milliseconds');
    return true;
  };
  const { capabilities } = traits;
  return {
    connect: (purpose, options) => openTestSession(server.port, { ...options, idleConnection: purpose === 'watch' }),
    other: modelClient(mail, traits.window ?? null),
    passAll: !capabilities.includes('CONDSTORE') || !capabilities.includes('LIST-STATUS') || traits.noModSeq === true,
    prefix,
    window: traits.window ?? null,
    outside: (path) =>
      new Map(
        (traits.window === undefined ? [] : (mail.mailboxes.get(path)?.messages ?? []).slice(0, -traits.window)).map(({ uid, raw }) => [
          uid,
          messageIdOf(raw.toString('latin1')),
        ]),
      ),
    isUnreadable: (messageId) => isUnreadableId?.test(messageId) === true,
    lose: (what) => {
      loses = what;
    },
    end: async () => server[Symbol.asyncDispose](),
  };
}

export async function dovecotHouse(): Promise<House> {
  const servers = await sharedMailServers();
  const user = await servers.newUser('mix');
  const other = await dovecotClient(servers, user);
  return {
    connect: (purpose, options) => openDovecot(servers, user, { ...options, idleConnection: purpose === 'watch' }),
    other,
    passAll: false,
    prefix: '',
    window: null,
    outside: () => new Map(),
    isUnreadable: () => false,
    lose: () => undefined,
    end: async () => other.close(),
  };
}
