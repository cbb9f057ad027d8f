import { expect, test } from 'vitest';
import type { Tag } from '#lib/contract/index.ts';
import { nestedTags } from './nested-tags.ts';

const tree = (...names: string[]) =>
  nestedTags(names.map((name) => ({ name }) as Tag)).map(({ depth, shortName }) => `${'  '.repeat(depth)}${shortName}`);

test('a label stands below the one whose name it begins with, whatever the letter case and the order', () => {
  expect(tree('Work/Trips/2026', 'Home', 'work', 'Work/Trips')).toEqual(['Home', 'work', '  Trips', '    2026']);
});

test('without such a label it keeps its whole name', () => {
  expect(tree('A/B/C', 'A', 'Work/Trips')).toEqual(['A', '  B/C', 'Work/Trips']);
});

test('slashes at the ends begin nothing', () => {
  expect(tree('/x', 'x/', 'x', 'a//b', 'a')).toEqual(['/x', 'x/', 'x', 'a', '  /b']);
});
