import { expect, test } from 'vitest';
import type { ServerSearch } from '#lib/contract/index.ts';
import type { AccountId, EmailId } from '#lib/mail/index.ts';
import type { ClientIo } from './client-io.ts';
import type { JmapClient } from './jmap-client.ts';
import { createServerSearch } from './server-search.ts';

const search: ServerSearch = { id: 's', folders: 0, searched: 0, isDone: false, emailIds: [], error: null };

/** A gateway whose answers wait until the test gives them, and a clock that runs what is due at once. */
function start() {
  const asked: { method: string; answer: (value: unknown) => void }[] = [];
  const client = {
    call: (method: string) => new Promise((answer) => void asked.push({ method, answer })),
  } as unknown as JmapClient;
  let due: () => void = () => {};
  const io = {
    after: (_ms: number, run: () => void) => {
      due = run;
      return () => {
        due = () => {};
      };
    },
  } as unknown as ClientIo;
  const running = createServerSearch({ client, io, accountId: 'a' as AccountId, filter: {}, onFound: () => {} });
  return {
    running,
    methods: () => asked.map(({ method }) => method),
    async answer(value: unknown) {
      asked.at(-1)?.answer(value);
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    },
    rest: () => due(),
  };
}

test('J16: news that overtake the answer to the beginning are asked for after it, so that the search never goes back to nothing', async () => {
  const { running, methods, answer, rest } = start();
  running.start();
  rest();
  running.announced();
  expect(methods()).toEqual(['ServerSearch/run']);
  await answer({ accountId: 'a', search });
  expect(methods()).toEqual(['ServerSearch/run', 'ServerSearch/get']);
  await answer({ accountId: 'a', list: [{ ...search, folders: 9, searched: 2, emailIds: ['m' as EmailId] }], notFound: [] });
  expect(running.state.get()).toMatchObject({ folders: 9, searched: 2, isDone: false });
});

test('J16: a list that is left before the gateway began stops the search as soon as it has', async () => {
  const { running, methods, answer, rest } = start();
  running.start();
  rest();
  running.stop();
  await answer({ accountId: 'a', search });
  expect(methods()).toEqual(['ServerSearch/run', 'ServerSearch/stop']);
});

test('J16: a list that comes back while its first question is under way begins its search again', async () => {
  const { running, methods, answer, rest } = start();
  running.start();
  rest();
  running.stop();
  running.start();
  rest();
  await answer({ accountId: 'a', search });
  expect(methods()).toEqual(['ServerSearch/run', 'ServerSearch/run']);
  await answer({ accountId: 'a', search: { ...search, folders: 3 } });
  expect(running.state.get().folders).toBe(3);
});
