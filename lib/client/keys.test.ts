import { afterEach, expect, test } from 'vitest';
import { commandsByKey, conflictsOf, setOwnKeys, shownKey, usualKeys } from './keys.ts';

afterEach(() => setOwnKeys({}));

test('the usual keys are all different, and none begins another', () => {
  const clashes = Object.keys(usualKeys).filter((command) => conflictsOf(command as keyof typeof usualKeys, {}).length > 0);
  expect(clashes).toEqual([]);
  expect(commandsByKey({}).size).toBe(Object.keys(usualKeys).length);
});

test('a command has the key it was given, and none when that was taken from it', () => {
  const keys = commandsByKey({ archive: 'y', star: '' });
  expect(keys.get('y')).toBe('archive');
  expect(keys.has('e')).toBe(false);
  expect(keys.has('s')).toBe(false);
});

test('of two commands with one key the changed one has it, whichever comes first', () => {
  expect(commandsByKey({ archive: 'z' }).get('z')).toBe('archive');
  expect(commandsByKey({ undo: 'e' }).get('e')).toBe('undo');
  expect(conflictsOf('archive', { archive: 'z' })).toEqual(['undo']);
  expect(conflictsOf('undo', { archive: 'z' })).toEqual(['archive']);
});

test('a key that begins others is in their way', () => {
  expect(conflictsOf('archive', { archive: 'g' })).toEqual(['goInbox', 'goStarred', 'goDrafts', 'goSent', 'goArchive']);
  expect(conflictsOf('archive', { archive: 'e i' })).toEqual([]);
});

test('beside a command stands its own key', () => {
  setOwnKeys({ archive: 'Y', star: '' });
  expect(shownKey('e')).toBe('Shift+Y');
  expect(shownKey('s')).toBeUndefined();
  expect(shownKey('Shift+I')).toBe('Shift+I');
  expect(shownKey('Ctrl Enter')).toBe('Ctrl Enter');
  setOwnKeys({ read: 'i' });
  expect(shownKey('Shift+I')).toBe('i');
});
