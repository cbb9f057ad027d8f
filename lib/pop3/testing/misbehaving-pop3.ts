import { existsSync, readFileSync } from 'node:fs';
import { ensureCertificates } from '#e2e/servers/index.ts';
import type { FakePop3Options, FakePop3Request } from './fake-pop3-server.ts';

const corpus = new URL('../../../../shared/corpora/server-misbehaviour.json', import.meta.url);
const certificates = ensureCertificates();

/** The corpus lies beside the project; where it does not, its tests are passed over. */
export const hasMisbehaviours = existsSync(corpus);

export const pop3Misbehaviours = (): Pop3Misbehaviour[] =>
  (JSON.parse(readFileSync(corpus, 'utf8')) as { cases: Pop3Misbehaviour[] }).cases.filter(({ proto }) => proto === 'pop3');

export type Pop3Misbehaviour = {
  id: string;
  proto: string;
  server: {
    greeting?: string;
    capa?: string[];
    capa_tls?: string[];
    capa_tls_auth?: string[];
    stls_response?: string;
    stls_make_transition?: boolean;
    hide_commands?: string[];
    override_response?: Record<string, string>;
  };
};

/** A server that behaves so, over STLS or TLS from the first octet. */
export function misbehavingPop3({ server }: Pop3Misbehaviour, mode: 'starttls' | 'implicit'): FakePop3Options {
  const on: Record<string, (request: FakePop3Request) => void> = {};
  for (const name of server.hide_commands ?? []) on[name.toLowerCase()] = ({ err }) => err('unknown command');
  for (const [name, text] of Object.entries(server.override_response ?? {})) {
    if (name !== 'stls' || text.startsWith('-')) on[name.toLowerCase()] = ({ raw }) => raw(text);
  }
  const stls = server.stls_response ?? server.override_response?.stls;
  const isInClear = mode === 'starttls';
  return {
    tls: { mode, ...certificates.trusted },
    messages: ['Subject: one\r\n\r\nbody\r\n'],
    greeting: server.greeting ?? '+OK ready\r\n',
    capabilities: isInClear ? (server.capa_tls ?? ['USER', 'UIDL', 'TOP']) : (server.capa ?? ['USER', 'UIDL', 'TOP']),
    clearCapabilities: server.capa ?? ['STLS'],
    ...(server.capa_tls_auth === undefined ? {} : { loggedInCapabilities: server.capa_tls_auth }),
    ...(stls === undefined ? {} : { stlsAnswer: stls }),
    staysClear: server.stls_make_transition === false || stls?.startsWith('-') === true,
    on,
  };
}
