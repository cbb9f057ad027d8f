import { readFileSync, statSync } from 'node:fs';
import type { ProviderTableFacts } from '#lib/config/index.ts';
import { parseProviderTable } from '#lib/config/index.ts';
import { MailError } from '#lib/mail/index.ts';
import { withAdditions } from './provider-additions.ts';
import builtIn from './providers.json' with { type: 'json' };

/** Domain → provider → servers. `byOperator`: from `POSTERN_PROVIDERS`, so plain servers in it are an administrator's word (V8). */
export type ProviderTable = ProviderTableFacts & { byOperator: boolean };

const largestFileBytes = 16 * 1024 * 1024;
let parsedBuiltIn: ProviderTable | null = null;

/** The table that comes with Postern. */
export function builtInProviders(): ProviderTable {
  parsedBuiltIn ??= { ...withAdditions(checked(builtIn, 'The built-in provider table')), byOperator: false };
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
  const table = checked(json, `POSTERN_PROVIDERS: ${path}`);
  const domains = Object.fromEntries(Object.entries(table.domains).map(([domain, id]) => [domain.toLowerCase(), id]));
  return { ...table, domains, byOperator: true };
}

function checked(json: unknown, name: string): ProviderTableFacts {
  const parsed = parseProviderTable(json);
  if (parsed.ok) return parsed.table;
  const places = parsed.mistakes.map((mistake) => `  - ${mistake}`).join('\n');
  throw new MailError('invalid', `${name} is not of the right shape:\n${places}`, { code: 'PROVIDERS_FILE', permanent: true });
}
