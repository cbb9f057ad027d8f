import { expect, test } from 'vitest';
import { ConnectionBudget } from './connection-budget.ts';
import type { ConnectionPurpose } from './login-gate.ts';

function house(providerLimit: number | null) {
  const budget = new ConnectionBudget(providerLimit);
  const open: { purpose: ConnectionPurpose; close: () => void }[] = [];
  const ask = async (purpose: ConnectionPurpose): Promise<boolean> => {
    let close: () => void = () => {};
    try {
      await budget.open(purpose, () =>
        Promise.resolve({
          onClose: (listener: () => void) => {
            close = listener;
          },
        }),
      );
    } catch (error) {
      expect(error).toMatchObject({ kind: 'temporary', code: 'LIMIT' });
      return false;
    }
    open.push({ purpose, close });
    return true;
  };
  const drop = (purpose: ConnectionPurpose) => {
    const [found] = open.splice(
      open.findIndex((each) => each.purpose === purpose),
      1,
    );
    found?.close();
  };
  return { budget, ask, drop, open };
}

const everything: ConnectionPurpose[] = ['worker', 'watch', 'reader', 'watch', 'download', 'download', 'download'];

test('I14: of the 15 connections that Gmail allows five are used: worker, inbox, reader, one more mailbox, one download', async () => {
  const { ask, open } = house(15);
  for (const purpose of everything) await ask(purpose);
  expect(open.map(({ purpose }) => purpose)).toEqual(['worker', 'watch', 'reader', 'watch', 'download']);
});

test('I14: downloads leave room for the worker, the inbox and a reader that are not connected yet', async () => {
  const { ask, drop } = house(12);
  expect(await ask('download')).toBe(true);
  expect(await ask('download')).toBe(false);
  expect([await ask('reader'), await ask('watch'), await ask('worker')]).toEqual([true, true, true]);
  drop('download');
  expect([await ask('watch'), await ask('download')]).toEqual([true, false]);
});

test('I14, settled 22: where a third is one connection, the inbox is watched on a second one, and readers use the worker’s', async () => {
  const { ask, budget, open } = house(5);
  for (const purpose of everything) await ask(purpose);
  expect(open.map(({ purpose }) => purpose)).toEqual(['worker', 'watch']);
  expect(budget.isTight).toBe(true);
});

test('I14: a connection that could not be made, or was lost, gives its place back; the worker is never turned away', async () => {
  const { budget, ask, drop } = house(9);
  await expect(budget.open('reader', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  expect([await ask('worker'), await ask('watch'), await ask('reader'), await ask('reader')]).toEqual([true, true, true, false]);
  drop('reader');
  expect(await ask('reader')).toBe(true);
  expect(await ask('worker')).toBe(true);
});

test('I14, settled 22: where no limit is known there are three, worker, inbox and reader, and one that watches what else is open', async () => {
  const { ask, drop, open } = house(null);
  for (const purpose of everything) await ask(purpose);
  expect(open.map(({ purpose }) => purpose)).toEqual(['worker', 'watch', 'reader', 'watch']);
  drop('watch');
  expect([await ask('download'), await ask('download'), await ask('watch')]).toEqual([true, false, false]);
  expect(open).toHaveLength(4);
});
