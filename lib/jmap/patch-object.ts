import { isSameJson } from './same-json.ts';

type Json = Record<string, unknown>;
export type Patched =
  | { ok: true /** the properties that the patch names, with their new values; `undefined` = removed */; changed: Map<string, unknown> }
  | { ok: false; reason: string };

const maxDepth = 16;

/** The top-level properties that a patch reaches, or null when a path is no JSON pointer. */
export function patchedProperties(patch: Json): string[] | null {
  const names = new Set<string>();
  for (const path of Object.keys(patch)) {
    const tokens = pathTokens(path);
    if (tokens === null) return null;
    names.add(tokens[0]!);
  }
  return [...names];
}

/**
 * Applies a PatchObject (RFC 8620 §5.3) to the current values of the properties it names.
 * Refused: a path into an array, a parent that does not exist, two paths of which one begins with the other.
 *
 * @param current values before the patch; not changed
 */
export function applyPatch(current: Json, patch: Json): Patched {
  const paths: { tokens: string[]; value: unknown }[] = [];
  for (const [path, value] of Object.entries(patch)) {
    const tokens = pathTokens(path);
    if (tokens === null) return { ok: false, reason: 'a path is not a JSON pointer' };
    paths.push({ tokens, value });
  }
  if (hasPrefixes(paths.map(({ tokens }) => tokens))) return { ok: false, reason: 'one path is the beginning of another' };

  const changed = new Map<string, unknown>();
  for (const { tokens, value } of paths) {
    const name = tokens[0]!;
    if (tokens.length === 1) {
      changed.set(name, value === null ? undefined : value);
      continue;
    }
    if (!changed.has(name)) {
      if (!Object.hasOwn(current, name)) return { ok: false, reason: 'a path leads into a property that does not exist' };
      changed.set(name, structuredClone(current[name]));
    }
    let parent: unknown = changed.get(name);
    for (const token of tokens.slice(1, -1)) {
      if (!isPlainObject(parent) || !Object.hasOwn(parent, token))
        return { ok: false, reason: 'a path leads into a property that does not exist' };
      parent = parent[token];
    }
    if (!isPlainObject(parent)) return { ok: false, reason: 'a path leads into something that is no object' };
    const last = tokens.at(-1)!;
    if (value === null) delete parent[last];
    else Object.defineProperty(parent, last, { value, enumerable: true, configurable: true, writable: true });
  }
  return { ok: true, changed };
}

/** True when the patch would leave the property as it is. */
export const isUnchanged = (current: Json, name: string, value: unknown): boolean =>
  isSameJson(Object.hasOwn(current, name) ? current[name] : null, value === undefined ? null : value);

function pathTokens(path: string): string[] | null {
  if (/~(?![01])/.test(path)) return null;
  const tokens = path.split('/');
  if (tokens.length > maxDepth) return null;
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function hasPrefixes(paths: readonly string[][]): boolean {
  const keys = paths.map((tokens) => tokens.map((token) => JSON.stringify(token)).join('\n'));
  const all = new Set(keys);
  if (all.size < keys.length) return true;
  return paths.some((tokens) =>
    tokens.some(
      (_, length) =>
        length > 0 &&
        all.has(
          tokens
            .slice(0, length)
            .map((token) => JSON.stringify(token))
            .join('\n'),
        ),
    ),
  );
}

const isPlainObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
