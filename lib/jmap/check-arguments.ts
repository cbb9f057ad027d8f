import type { CheckedArguments, MethodName } from '#lib/contract/index.ts';
import { methodArguments } from '#lib/contract/index.ts';
import { MethodError } from './method-error.ts';

/**
 * Arguments checked against the contract, defaults filled in.
 *
 * @throws MethodError invalidArguments naming what is wrong (RFC 8620 §3.9): missing, of the wrong type, or unknown
 */
export function checkArguments<Name extends MethodName>(name: Name, given: Record<string, unknown>): CheckedArguments<Name> {
  const result = methodArguments[name].safeParse(given);
  if (result.success) return result.data as CheckedArguments<Name>;
  throw new MethodError('invalidArguments', result.error.issues.slice(0, 5).map(describeIssue).join('; '));
}

/** Where and of what kind, never the value: descriptions end up in other people's logs. */
function describeIssue(issue: { code?: string; path: PropertyKey[]; keys?: string[]; expected?: string }): string {
  const place = issue.path.slice(0, 3).map(String).join('/').slice(0, 100);
  if (issue.code === 'unrecognized_keys') return `unknown: ${(issue.keys ?? []).slice(0, 5).join(', ').slice(0, 100)}`;
  return issue.expected === undefined ? `${place}: not valid` : `${place}: ${issue.expected} expected`;
}
