import { z } from 'zod';

const text = z.string().min(1).max(253);
const tableServer = z.object({
  t: z.enum(['imap', 'pop3', 'smtp']),
  /** a host name or address; `%emaildomain%` stands for the domain of the address */
  h: text.regex(/^(?:[A-Za-z0-9.:_-]|%emaildomain%)+$/),
  p: z.number().int().min(1).max(65535),
  s: z.enum(['tls', 'starttls', 'plain']),
  u: z.enum(['email', 'local', 'local.domain', 'other']).default('email'),
  a: z.array(z.enum(['oauth2', 'password', 'cram', 'none'])).default(['password']),
  ro: z.boolean().default(false),
});
const tableProvider = z.object({
  n: text.nullish(),
  in: z.array(tableServer).min(1).max(20),
  out: z.array(tableServer).max(20),
  /** ManageSieve, where it is not at the incoming host's port 4190 */
  sieve: tableServer.pick({ h: true, p: true, s: true }).nullish(),
  need: z.array(z.enum(['app-password', 'enable-access'])).default([]),
  doc: z.url({ protocol: /^https?$/ }).nullish(),
  /** key into `oauth` */
  oauth: text.nullish(),
  traits: z
    .object({
      savesSent: z.boolean().optional(),
      labels: z.boolean().optional(),
      imapLimit: z.number().int().min(1).optional(),
      popRecent: z.boolean().optional(),
      shownMost: z.number().int().min(1).optional(),
    })
    .default({}),
});
const httpsUrl = z.url({ protocol: /^https$/ });
const scope = z.string().min(1).max(1_000).nullish();
/** An authorisation server, and which mail hosts take its tokens (`hosts`: they and all below). */
const tableOAuth = z.object({
  /** name of the client in the configuration (`POSTERN_OAUTH_<KEY>_CLIENT_ID`), and on the button; built-in ones have theirs in the code */
  key: z
    .string()
    .regex(/^[a-z0-9]{1,32}$/)
    .nullish(),
  name: text.nullish(),
  issuerId: httpsUrl.nullish(),
  auth: httpsUrl,
  token: httpsUrl,
  revoke: httpsUrl.nullish(),
  scopes: z.object({ imap: scope, pop3: scope, smtp: scope, always: scope }),
  extraParams: z.record(text, text).default({}),
  hosts: z.array(text).min(1).max(50),
});
const providerTable = z.object({
  domains: z.record(text, text),
  providers: z.record(text, tableProvider),
  noMailProtocols: z.record(text, text).default({}),
  oauth: z.record(text, tableOAuth).optional(),
  /** suffix of an MX host → provider id */
  mx: z.record(text, text).optional(),
});

export type OAuthFacts = z.infer<typeof tableOAuth>;
export type ProviderServerFacts = z.infer<typeof tableServer>;
export type ProviderFacts = z.infer<typeof tableProvider>;
export type ProviderTableFacts = z.infer<typeof providerTable>;

const mostMistakes = 20;

/** Checks a provider table in the shape of `lib/discover/providers.json`; of a wrong one every mistake is named by its place. */
export function parseProviderTable(json: unknown): { ok: true; table: ProviderTableFacts } | { ok: false; mistakes: string[] } {
  const parsed = providerTable.safeParse(json);
  if (!parsed.success) {
    const mistakes = parsed.error.issues
      .slice(0, mostMistakes)
      .map((issue) => `${issue.path.join('.') || '(whole file)'}: ${issue.message}`);
    return { ok: false, mistakes };
  }
  const { domains, providers } = parsed.data;
  const missing = Object.entries(domains).filter(([, id]) => !Object.hasOwn(providers, id));
  if (missing.length > 0)
    return { ok: false, mistakes: missing.slice(0, mostMistakes).map(([domain, id]) => `domains.${domain}: there is no provider “${id}”`) };
  return { ok: true, table: parsed.data };
}
