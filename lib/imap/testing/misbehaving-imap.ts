import { existsSync, readFileSync } from 'node:fs';
import { ensureCertificates } from '#e2e/servers/index.ts';
import type { FakeImapOptions, FakeRequest } from './fake-imap-server.ts';

const corpus = new URL('../../../../shared/corpora/server-misbehaviour.json', import.meta.url);
const certificates = ensureCertificates();

/** The corpus lies beside the project; where it does not, its tests are passed over. */
export const hasMisbehaviours = existsSync(corpus);

export const imapMisbehaviours = (): ImapMisbehaviour[] =>
  (JSON.parse(readFileSync(corpus, 'utf8')) as { cases: ImapMisbehaviour[] }).cases.filter(({ proto }) => proto === 'imap');

/** A name, or one wrapped in objects: `{Auth: 'Plain'}`, `{Other: {CapabilityOther: {inner: 'IMAP4'}}}`. */
type Capability = string | { [key: string]: Capability };
export type ImapMisbehaviour = {
  id: string;
  proto: string;
  server: {
    state?: string;
    greeting?: { kind: string; code?: { Capability?: Capability[] } | null; text?: string } | string;
    caps?: Capability[];
    caps_tls?: Capability[];
    starttls_response?: string;
    starttls_transition?: boolean;
    response_after_greeting?: string;
    hide_commands?: string[];
    ignore_commands?: string[];
    override_response?: Record<string, string>;
  };
};

const innermost = (one: Capability): string => (typeof one === 'string' ? one : innermost(Object.values(one)[0] ?? ''));
const nameOf = (one: Capability): string => `${typeof one === 'object' && 'Auth' in one ? 'AUTH=' : ''}${innermost(one).toUpperCase()}`;
const capabilitiesOf = (list: Capability[]) => list.map(nameOf).join(' ');

function greetingOf({ greeting, override_response, response_after_greeting = '' }: ImapMisbehaviour['server'], isClear: boolean): string {
  if (override_response?.greeting !== undefined) return override_response.greeting;
  if (typeof greeting === 'string') return greeting + response_after_greeting;
  const offered = isClear && greeting?.code?.Capability ? `[CAPABILITY ${capabilitiesOf(greeting.code.Capability)}] ` : '';
  return `* ${(greeting?.kind ?? 'OK').toUpperCase()} ${offered}${greeting?.text ?? 'ready'}\r\n${response_after_greeting}`;
}

/** A server that behaves so, over STARTTLS or TLS from the first octet. */
export function misbehavingImap({ server }: ImapMisbehaviour, mode: 'starttls' | 'implicit'): FakeImapOptions {
  const on: Record<string, (request: FakeRequest) => void> = {};
  for (const name of server.hide_commands ?? []) on[name.toLowerCase()] = ({ bad }) => bad('unknown command');
  for (const name of server.ignore_commands ?? []) on[name.toLowerCase()] = () => {};
  for (const [name, text] of Object.entries(server.override_response ?? {})) {
    if (name !== 'greeting') on[name.toLowerCase()] = ({ raw, tag }) => raw(text.replaceAll('<tag>', tag));
  }
  return {
    tls: { mode, ...certificates.trusted },
    greeting: greetingOf(server, mode === 'starttls'),
    capabilities: capabilitiesOf(server.caps_tls ?? ['IMAP4rev1', { Auth: 'Plain' }]),
    clearCapabilities: capabilitiesOf(server.caps ?? ['IMAP4rev1', 'STARTTLS', 'LOGINDISABLED']),
    mailbox: { exists: 2, uidNext: 3, uidValidity: 1 },
    ...(server.starttls_response === undefined ? {} : { starttlsAnswer: server.starttls_response }),
    staysClear: server.starttls_transition === false,
    on: {
      list: ({ send, ok }) => {
        send('* LIST () "/" INBOX');
        ok();
      },
      ...on,
    },
  };
}
