import type { Pop3Capabilities } from './api.ts';

/** Lines of CAPA (RFC 2449 §5) by their tag in upper case, each with its parameters as sent. */
export type CapabilityLines = ReadonlyMap<string, string>;

/** The first line with a tag counts. */
export function readCapabilityLines(lines: readonly string[]): CapabilityLines {
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, tag, parameters = ''] = /^([!-~]{1,64})(?:[ \t]+(.*))?$/.exec(line.trim()) ?? [];
    if (tag !== undefined && !found.has(tag.toUpperCase())) found.set(tag.toUpperCase(), parameters.trim());
  }
  return found;
}

/** Names of SASL mechanisms in upper case (RFC 5034 §3). */
export const saslMechanisms = (lines: CapabilityLines): string[] =>
  (lines.get('SASL') ?? '')
    .toUpperCase()
    .split(/[ \t]+/)
    .filter(Boolean)
    .slice(0, 100);

/** Seconds that the server wants between logins (RFC 2449 §6.5); a number beyond a day counts as a day. */
export function loginDelaySeconds(lines: CapabilityLines): number | null {
  const [digits] = /^\d{1,9}(?=\s|$)/.exec(lines.get('LOGIN-DELAY') ?? '') ?? [];
  return digits === undefined ? null : Math.min(Number(digits), 86_400);
}

function expireDays(lines: CapabilityLines): number | 'never' | null {
  const text = lines.get('EXPIRE') ?? '';
  if (/^never(?=\s|$)/i.test(text)) return 'never';
  const [digits] = /^\d{1,9}(?=\s|$)/.exec(text) ?? [];
  return digits === undefined ? null : Number(digits);
}

/**
 * @param lines of CAPA after login; null: there is no CAPA
 * @param before of CAPA before login
 * @param tried what trying out UIDL and TOP has shown
 */
export function capabilitiesOf(
  lines: CapabilityLines | null,
  before: CapabilityLines | null,
  tried: { top: boolean; uidl: boolean },
  utf8: boolean,
): Pop3Capabilities {
  const known: CapabilityLines = lines ?? new Map();
  const sasl = saslMechanisms(known);
  return {
    isListed: lines !== null,
    ...tried,
    pipelining: known.has('PIPELINING'),
    respCodes: known.has('RESP-CODES'),
    authRespCode: known.has('AUTH-RESP-CODE'),
    sasl: sasl.length > 0 || before === null ? sasl : saslMechanisms(before),
    utf8,
    expireDays: expireDays(known),
    loginDelaySeconds: loginDelaySeconds(known),
    implementation:
      known
        .get('IMPLEMENTATION')
        ?.replaceAll(/\p{Cc}+/gu, ' ')
        .slice(0, 200) || null,
  };
}
