import type { Socket } from 'node:net';
import { type FakeImapOptions, type FakeImapServer, type FakeRequest, startFakeImap } from './fake-imap-server.ts';
import type { ModelMail } from './model-mail.ts';
import { ModelSession, type ModelTraits } from './model-session.ts';

const commands = [
  '+',
  'idle',
  'enable',
  'namespace',
  'list',
  'lsub',
  'status',
  'getquotaroot',
  'create',
  'delete',
  'rename',
  'subscribe',
  'unsubscribe',
  'select',
  'examine',
  'unselect',
  'noop',
  'append',
  'fetch',
  'uid fetch',
  'uid search',
  'uid store',
  'uid copy',
  'uid move',
  'uid expunge',
  'close',
  'expunge',
];

/** What a server of any kind announces before its own extensions. */
export const modelBase = ['IMAP4rev1', 'AUTH=PLAIN'];

export type ModelServer = FakeImapServer & {
  /** asked first for every command; true: it answered, false: the usual answer follows */
  intercept: (request: FakeRequest) => boolean;
};

/**
 * An IMAP server that keeps mail in memory and obeys the RFCs as far as our engine speaks them: every class of X2, thousands of sequences a
 * minute, and other clients' changes are calls on `mail`. Commands that it does not offer are answered BAD.
 */
export async function startModelImap(mail: ModelMail, traits: ModelTraits, options: FakeImapOptions = {}): Promise<ModelServer> {
  const sessions = new Map<Socket, ModelSession>();
  const sessionOf = (socket: Socket): ModelSession => {
    const known = sessions.get(socket);
    if (known !== undefined) return known;
    const session = new ModelSession(mail, traits);
    sessions.set(socket, session);
    socket.once('close', () => sessions.delete(socket));
    return session;
  };
  const stopListening = mail.onTold(() => {
    for (const session of sessions.values()) session.onTold();
  });
  const on: FakeImapOptions['on'] = {};
  for (const command of commands) {
    on[command] = (request) => {
      if (model.intercept(request)) return;
      if (sessionOf(request.socket).answer(request)) return;
      // The client's answer to AUTHENTICATE.
      if (command === '+') request.ok(`[CAPABILITY ${traits.capabilities.join(' ')}] welcome`);
      else request.bad('unknown command');
    };
  }
  const server = await startFakeImap({ capabilities: traits.capabilities.join(' '), ...options, on: { ...on, ...options.on } });
  const model: ModelServer = {
    ...server,
    intercept: () => false,
    async [Symbol.asyncDispose]() {
      stopListening();
      await server[Symbol.asyncDispose]();
    },
  };
  return model;
}
