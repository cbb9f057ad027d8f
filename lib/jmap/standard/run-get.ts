import { MethodError } from '../method-error.ts';
import type { RequestContext } from '../request-context.ts';
import { resolveId } from '../request-context.ts';

type GetSource = {
  /** null = every name is checked by `isProperty` */
  properties: readonly string[];
  isProperty?: (name: string) => boolean;
  defaultProperties?: readonly string[];
  state(): Promise<string>;
  /** all objects; given `max`, more than that may be refused with requestTooLarge */
  all(properties: ReadonlySet<string>, max: number): Promise<Record<string, unknown>[]>;
  /** the ones that exist, in any order, each with `id` */
  some(ids: readonly string[], properties: ReadonlySet<string>): Promise<Record<string, unknown>[]>;
};

/**
 * Standard `/get` (RFC 8620 §5.1). The state is read before the objects, so that what changes in between is seen again by `/changes`.
 *
 * @throws MethodError requestTooLarge, invalidArguments
 */
export async function runGet(
  context: RequestContext,
  given: { ids: string[] | null; properties: string[] | null },
  source: GetSource,
): Promise<{ state: string; list: Record<string, unknown>[]; notFound: string[] }> {
  const max = context.limits.objectsInGet;
  const ids = given.ids === null ? null : [...new Set(given.ids.map((id) => resolveId(context, id)))];
  if (ids !== null && ids.length > max) throw new MethodError('requestTooLarge');
  const names = given.properties ?? source.defaultProperties ?? source.properties;
  if (given.properties !== null) {
    const unknown = given.properties.filter((name) => !(source.properties.includes(name) || source.isProperty?.(name) === true));
    if (unknown.length > 0) throw new MethodError('invalidArguments', `properties: ${unknown.slice(0, 5).join(', ').slice(0, 200)}`);
  }
  const wanted = new Set(['id', ...names]);
  const state = await source.state();
  if (ids !== null && ids.length === 0) return { state, list: [], notFound: [] };
  const found = ids === null ? await source.all(wanted, max) : await source.some(ids, wanted);
  if (found.length > max) throw new MethodError('requestTooLarge');
  const byId = new Map(found.map((object) => [object.id as string, object]));
  return {
    state,
    list: [...byId.values()].map((object) => pick(object, wanted)),
    notFound: ids === null ? [] : ids.filter((id) => !byId.has(id)),
  };
}

function pick(object: Record<string, unknown>, wanted: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([name]) => wanted.has(name)));
}
