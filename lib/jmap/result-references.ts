import type { Invocation } from '#lib/contract/index.ts';
import { resultReferenceSchema } from '#lib/contract/index.ts';
import { MethodError } from './method-error.ts';

/** A result may be mapped into at most so many values: `*` under `*` must not multiply without end. */
const maxValues = 100_000;

/**
 * The arguments with every `#name` replaced by what it refers to (RFC 8620 §3.7).
 *
 * @throws MethodError invalidArguments when an argument stands there in both forms; invalidResultReference when one leads nowhere
 */
export function resolveReferences(given: Record<string, unknown>, responses: readonly Invocation[]): Record<string, unknown> {
  const names = Object.keys(given);
  if (!names.some((name) => name.startsWith('#'))) return given;
  const resolved = new Map<string, unknown>();
  for (const name of names) {
    if (!name.startsWith('#')) continue;
    if (Object.hasOwn(given, name.slice(1))) throw new MethodError('invalidArguments', 'an argument is given both plain and by reference');
  }
  for (const name of names) {
    if (name.startsWith('#')) resolved.set(name.slice(1), resolveReference(given[name], responses));
    else resolved.set(name, given[name]);
  }
  return Object.fromEntries(resolved);
}

function resolveReference(given: unknown, responses: readonly Invocation[]): unknown {
  const reference = resultReferenceSchema.safeParse(given);
  if (!reference.success) throw new MethodError('invalidResultReference', 'not a ResultReference');
  const { resultOf, name, path } = reference.data;
  // the first response of that call, whatever it is called: implicit calls add more under the same id
  const response = responses.find(([, , callId]) => callId === resultOf);
  if (response === undefined) throw new MethodError('invalidResultReference', 'no earlier call has that id');
  if (response[0] !== name) throw new MethodError('invalidResultReference', 'the response has another name');
  if (path !== '' && !path.startsWith('/')) throw new MethodError('invalidResultReference', 'the path does not begin with a slash');
  const tokens = path === '' ? [] : path.slice(1).split('/').map(unescapeToken);
  return evaluate(response[1], tokens, 0, { left: maxValues });
}

/** RFC 6901 §4; a stray `~` is an error (§3). */
function unescapeToken(token: string): string {
  if (/~(?![01])/.test(token)) throw new MethodError('invalidResultReference', 'the path has a stray ~');
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function evaluate(value: unknown, tokens: readonly string[], at: number, budget: { left: number }): unknown {
  let current = value;
  for (let index = at; index < tokens.length; index += 1) {
    const token = tokens[index]!;
    if (Array.isArray(current)) {
      if (token === '*') return mapArray(current, tokens, index + 1, budget);
      if (!/^(?:0|[1-9]\d{0,9})$/.test(token) || Number(token) >= current.length)
        throw new MethodError('invalidResultReference', 'the path leads past the end of an array');
      current = current[Number(token)];
    } else if (typeof current === 'object' && current !== null && Object.hasOwn(current, token)) {
      current = (current as Record<string, unknown>)[token];
    } else throw new MethodError('invalidResultReference', 'the path leads nowhere');
  }
  return current;
}

/** `*`: the rest of the path for every item; results that are arrays are spread, one level. */
function mapArray(items: readonly unknown[], tokens: readonly string[], at: number, budget: { left: number }): unknown[] {
  const results: unknown[] = [];
  for (const item of items) {
    const result = evaluate(item, tokens, at, budget);
    const values = Array.isArray(result) ? result : [result];
    budget.left -= values.length + 1;
    if (budget.left < 0) throw new MethodError('invalidResultReference', 'the reference has too many results');
    for (const one of values) results.push(one);
  }
  return results;
}
