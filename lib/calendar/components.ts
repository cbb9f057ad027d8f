import ICAL from 'ical.js';
import { limits } from './limits.ts';

/** One property as ical.js reads it (jCal, RFC 7265 §3.4): name and parameters in lower case, values by their type. */
export type Property = { name: string; params: ReadonlyMap<string, string>; type: string; values: readonly unknown[] };
export type Component = { name: string; properties: Property[]; components: Component[] };

/** @param isCut  something lay beyond the bounds, or could not be read */
export type Components = { root: Component; isCut: boolean };

/**
 * The components of an iCalendar file. ical.js reads the properties one at a time, so that one that is broken costs nothing but
 * itself; what nests and how much of it there may be is ours. Time and memory grow with the size of the text, and with nothing in it.
 *
 * @see RFC 5545 §3.1 (content lines), §3.4 (components)
 */
export function readComponents(text: string): Components {
  const root: Component = { name: '', properties: [], components: [] };
  const open: Component[] = [root];
  let isCut = text.length > limits.maxChars;
  let components = 0;
  let properties = 0;
  // of components that nest too deep, or are too many, nothing is kept
  let ignored = 0;
  for (const line of contentLines(text.slice(0, limits.maxChars))) {
    const end = line.search(/[:;]/);
    const name = (end < 0 ? '' : line.slice(0, end)).toLowerCase();
    if (name === 'begin') {
      components += 1;
      if (ignored > 0 || open.length > limits.maxDepth || components > limits.maxComponents) {
        ignored += 1;
        isCut = true;
        continue;
      }
      const component: Component = { name: componentName(line, end), properties: [], components: [] };
      open.at(-1)?.components.push(component);
      open.push(component);
    } else if (name === 'end') {
      if (ignored > 0) ignored -= 1;
      else if (open.length > 1 && open.at(-1)?.name === componentName(line, end)) open.pop();
      else isCut = true;
    } else if (ignored === 0) {
      properties += 1;
      const property = properties > limits.maxProperties ? null : readProperty(line);
      if (property === null) isCut = true;
      else open.at(-1)?.properties.push(property);
    }
  }
  return { root, isCut };
}

const componentName = (line: string, end: number): string =>
  line
    .slice(end + 1)
    .trim()
    .toLowerCase();

/** Unfolded (RFC 5545 §3.1): a line that begins with a blank goes on with the one before. Line ends of any kind. */
function* contentLines(text: string): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  let lines = 0;
  for (let from = 0; from <= text.length; ) {
    const found = text.indexOf('\n', from);
    const to = found < 0 ? text.length : found;
    const line = text.slice(from, text[to - 1] === '\r' && to > from ? to - 1 : to);
    from = to + 1;
    lines += 1;
    if (lines > limits.maxLines) break;
    if ((line[0] === ' ' || line[0] === '\t') && parts.length > 0) {
      if (length < limits.maxLineChars) parts.push(line.slice(1));
      length += line.length;
      continue;
    }
    if (parts.length > 0) yield parts.join('').slice(0, limits.maxLineChars);
    parts = line.trim() === '' ? [] : [line];
    length = line.length;
  }
  if (parts.length > 0) yield parts.join('').slice(0, limits.maxLineChars);
}

function readProperty(line: string): Property | null {
  let read: unknown;
  try {
    read = ICAL.parse.property(line);
  } catch (error) {
    // What a stranger wrote may be anything, and the library throws whatever its parts throw; the line counts as unreadable.
    if (error instanceof Error) return null;
    throw error;
  }
  if (!Array.isArray(read)) return null;
  const [name, params, type, ...values] = read as unknown[];
  if (typeof name !== 'string' || typeof type !== 'string' || typeof params !== 'object' || params === null) return null;
  const texts = Object.entries(params).map(([key, value]): [string, string] => [
    key.toLowerCase(),
    Array.isArray(value) ? value.map(String).join(',') : String(value),
  ]);
  return { name: name.toLowerCase(), params: new Map(texts), type, values };
}

export const firstProperty = (component: Component, name: string): Property | null =>
  component.properties.find((property) => property.name === name) ?? null;

/** The text of a property, null when absent or empty. */
export function textOf(component: Component, name: string): string | null {
  const value = firstProperty(component, name)?.values[0];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}
