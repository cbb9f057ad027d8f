import type { Comparator } from '#lib/contract/index.ts';
import { MethodError } from '../method-error.ts';

/** Without a limit, or with a greater one, this many ids are returned and the limit is named (RFC 8620 §5.5; J16: at least 500). */
export const maxQueryIds = 5_000;

export type QueryWindow = { position: number; anchor: string | null; anchorOffset: number; limit: number | null; calculateTotal: boolean };

/** The limit that holds, and whether the client must be told of it. */
export function effectiveLimit(given: number | null): { limit: number; isOurs: boolean } {
  return given === null || given > maxQueryIds ? { limit: maxQueryIds, isOurs: true } : { limit: given, isOurs: false };
}

/**
 * The part of a whole list of ids that was asked for.
 *
 * @throws MethodError anchorNotFound
 */
export function windowOf(ids: readonly string[], window: QueryWindow): { ids: string[]; position: number; total?: number; limit?: number } {
  const { limit, isOurs } = effectiveLimit(window.limit);
  let position = window.position;
  if (window.anchor !== null) {
    const at = ids.indexOf(window.anchor);
    if (at < 0) throw new MethodError('anchorNotFound');
    position = Math.max(0, at + window.anchorOffset);
  } else if (position < 0) position = Math.max(0, ids.length + position);
  return {
    ids: ids.slice(position, position + limit),
    position,
    ...(window.calculateTotal ? { total: ids.length } : {}),
    ...(isOurs ? { limit } : {}),
  };
}

/** The one by which everything here is sorted; to take another's name would be to sort otherwise than asked. */
export const collations = ['i;unicode-casemap'] as const;

/**
 * @throws MethodError unsupportedSort for a property or collation that is not known
 */
export function checkSort(sort: readonly Comparator[] | null, properties: readonly string[]): void {
  for (const { property, collation } of sort ?? []) {
    if (!properties.includes(property)) throw new MethodError('unsupportedSort', 'a property that cannot be sorted by');
    if (collation !== undefined && !(collations as readonly string[]).includes(collation))
      throw new MethodError('unsupportedSort', 'an unknown collation');
  }
}

const maxFilterDepth = 32;
const maxFilterNodes = 1_000;

/**
 * Walks a filter (RFC 8620 §5.5), operators and conditions, bounded in depth and number.
 *
 * @param condition makes one condition; gets an object without `operator`
 * @throws MethodError invalidArguments where it is no filter; unsupportedFilter where it is too deep or too large
 */
export function mapFilter<T>(
  filter: unknown,
  condition: (condition: Record<string, unknown>) => T,
  operator: (operator: 'AND' | 'OR' | 'NOT', terms: T[]) => T,
): T {
  let nodes = 0;
  const walk = (node: unknown, depth: number): T => {
    nodes += 1;
    if (depth > maxFilterDepth || nodes > maxFilterNodes) throw new MethodError('unsupportedFilter', 'the filter is too large');
    if (typeof node !== 'object' || node === null || Array.isArray(node))
      throw new MethodError('invalidArguments', 'filter: not an object');
    if (!Object.hasOwn(node, 'operator')) return condition(node as Record<string, unknown>);
    const { operator: name, conditions, ...rest } = node as Record<string, unknown>;
    if (name !== 'AND' && name !== 'OR' && name !== 'NOT') throw new MethodError('invalidArguments', 'filter: unknown operator');
    if (!Array.isArray(conditions) || Object.keys(rest).length > 0)
      throw new MethodError('invalidArguments', 'filter: not a FilterOperator');
    return operator(
      name,
      conditions.map((one) => walk(one, depth + 1)),
    );
  };
  return walk(filter, 1);
}

/** A test over a filter whose conditions are tests: for types small enough to filter in memory. */
export function testOf<T>(
  filter: unknown,
  condition: (condition: Record<string, unknown>) => (object: T) => boolean,
): (object: T) => boolean {
  if (filter === null) return () => true;
  return mapFilter<(object: T) => boolean>(filter, condition, (operator, terms) => {
    if (operator === 'AND') return (object) => terms.every((term) => term(object));
    if (operator === 'OR') return (object) => terms.some((term) => term(object));
    return (object) => !terms.some((term) => term(object));
  });
}

/** Checks one FilterCondition: unknown properties are unsupported, wrong types are invalid. */
export function checkCondition<T>(
  schema: { shape: object; safeParse(value: unknown): { success: true; data: T } | { success: false } },
  condition: Record<string, unknown>,
): T {
  const unknown = Object.keys(condition).filter((name) => !Object.hasOwn(schema.shape, name));
  if (unknown.length > 0) throw new MethodError('unsupportedFilter', `unknown: ${unknown.slice(0, 5).join(', ').slice(0, 100)}`);
  const checked = schema.safeParse(condition);
  if (!checked.success) throw new MethodError('invalidArguments', 'filter: a value of the wrong type');
  return checked.data;
}

/** Text as `i;unicode-casemap` compares it, near enough for names: compatibility forms and letter case aside, then by code unit. */
export const collated = (text: string): string => text.normalize('NFKD').toUpperCase();

export function compareBy<T>(
  sort: readonly Comparator[] | null,
  value: (object: T, comparator: Comparator) => string | number | boolean,
  id: (object: T) => string,
) {
  return (left: T, right: T): number => {
    for (const comparator of sort ?? []) {
      const a = value(left, comparator);
      const b = value(right, comparator);
      if (a !== b) return (a < b ? -1 : 1) * (comparator.isAscending === false ? -1 : 1);
    }
    return id(left) < id(right) ? -1 : id(left) > id(right) ? 1 : 0;
  };
}
