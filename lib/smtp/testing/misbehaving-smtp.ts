import { existsSync, readFileSync } from 'node:fs';
import type { Answer, FakeSmtpScript } from './fake-smtp.ts';

const corpus = new URL('../../../../shared/corpora/server-misbehaviour.json', import.meta.url);

/** The corpus lies beside the project; where it does not, its tests are passed over. */
export const hasMisbehaviours = existsSync(corpus);

export const smtpMisbehaviours = (): SmtpMisbehaviour[] =>
  (JSON.parse(readFileSync(corpus, 'utf8')) as { cases: SmtpMisbehaviour[] }).cases.filter(({ proto }) => proto === 'smtp');

type Capability = string | { Auth: (string | { Other: string })[] };
export type SmtpMisbehaviour = {
  id: string;
  proto: string;
  server: {
    greeting?: string;
    capabilities?: Capability[];
    capabilities_tls?: Capability[];
    stls_response?: string;
    starttls_response?: string;
    stls_make_transition?: boolean;
    override_response?: Record<string, string>;
    hide_commands?: string[];
  };
};
const offersOf = (capabilities: Capability[] | undefined) =>
  (capabilities ?? []).map((one) =>
    typeof one === 'string'
      ? one.toUpperCase()
      : `AUTH ${one.Auth.map((way) => (typeof way === 'string' ? way.toUpperCase() : way.Other)).join(' ')}`,
  );

/** A server that behaves so. */
export function misbehavingSmtp({ server }: SmtpMisbehaviour): Partial<FakeSmtpScript> {
  const overrides = Object.fromEntries(Object.entries(server.override_response ?? {}).map(([verb, text]) => [verb.toUpperCase(), text]));
  const hidden = new Set(server.hide_commands?.map((verb) => verb.toUpperCase()));
  const answer = (verb: string): Answer | undefined => {
    if (verb === 'STARTTLS') return server.stls_response ?? server.starttls_response ?? overrides[verb];
    return hidden.has(verb) ? '502 5.5.1 unknown command' : overrides[verb];
  };
  return {
    ...(server.greeting === undefined ? {} : { greeting: server.greeting }),
    ...(server.capabilities ? { offersBefore: offersOf(server.capabilities) } : {}),
    ...(server.capabilities_tls ? { offers: offersOf(server.capabilities_tls) } : {}),
    staysPlain: server.stls_make_transition === false,
    answer,
  };
}
