import { readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import { MailError } from '#lib/mail/index.ts';
import builtIn from './providers.json' with { type: 'json' };

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
  need: z.array(z.enum(['app-password', 'enable-access'])).default([]),
  doc: z.url({ protocol: /^https?$/ }).nullish(),
  traits: z
    .object({
      savesSent: z.boolean().optional(),
      labels: z.boolean().optional(),
      imapLimit: z.number().int().min(1).optional(),
      popRecent: z.boolean().optional(),
    })
    .default({}),
});
const providerTable = z.object({
  domains: z.record(text, text),
  providers: z.record(text, tableProvider),
  noMailProtocols: z.record(text, text).default({}),
});

export type TableServer = z.infer<typeof tableServer>;
export type TableProvider = z.infer<typeof tableProvider>;
/** Domain → provider → servers. `byOperator`: from `POSTERN_PROVIDERS`, so plain servers in it are an administrator's word (V8). */
export type ProviderTable = z.infer<typeof providerTable> & { byOperator: boolean };

const largestFileBytes = 16 * 1024 * 1024;
let parsedBuiltIn: ProviderTable | null = null;

/** The table that comes with Postern. */
export function builtInProviders(): ProviderTable {
  parsedBuiltIn ??= { ...providerTable.parse(builtIn), byOperator: false };
  return parsedBuiltIn;
}

/**
 * Reads the operator's table; every mistake in it is named by its place.
 *
 * @throws MailError 'invalid' with the mistakes in its message, for the operator at start
 */
export function readProvidersFile(path: string): ProviderTable {
  let json: unknown;
  try {
    if (statSync(path).size > largestFileBytes) throw new Error('too large');
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new MailError('invalid', `POSTERN_PROVIDERS: ${path} cannot be read as JSON.`, {
      code: 'PROVIDERS_FILE',
      permanent: true,
      cause,
    });
  }
  const table = providerTable.safeParse(json);
  if (!table.success) {
    const places = table.error.issues.slice(0, 20).map((issue) => `  - ${issue.path.join('.') || '(whole file)'}: ${issue.message}`);
    throw new MailError('invalid', `POSTERN_PROVIDERS: ${path} is not of the right shape:\n${places.join('\n')}`, {
      code: 'PROVIDERS_FILE',
      permanent: true,
    });
  }
  const domains = Object.fromEntries(Object.entries(table.data.domains).map(([domain, id]) => [domain.toLowerCase(), id]));
  const missing = Object.entries(domains).find(([, id]) => !Object.hasOwn(table.data.providers, id));
  if (missing) {
    throw new MailError(
      'invalid',
      `POSTERN_PROVIDERS: the domain ${missing[0]} names the provider “${missing[1]}”, which the file does not have.`,
      { code: 'PROVIDERS_FILE', permanent: true },
    );
  }
  return { ...table.data, domains, byOperator: true };
}
