import { expect, test } from 'vitest';
import { type FakeRequest, fakeCapabilities, startFakeImap } from './testing/fake-imap-server.ts';
import { openTestSession } from './testing/open-session.ts';

const mailbox = { exists: 120_000, uidNext: 120_021, uidValidity: 9, highestModSeq: 50 };

async function ask(search: (request: FakeRequest, from: number, to: number) => void, capabilities = `${fakeCapabilities} PARTIAL`) {
  await using server = await startFakeImap({
    mailbox,
    capabilities,
    on: {
      'uid search': (request) => {
        const [, from = '1', to = '0'] = /UID (\d+):(\d+)$/.exec(request.args) ?? [];
        search(request, Number(from), Number(to));
        request.ok();
      },
    },
  });
  const session = await openTestSession(server.port);
  await session.examine('INBOX');
  const uids = await session.uidsIn({ from: 11, to: 120_020 });
  session.destroy();
  return { uids, asked: server.lines().filter((line) => line.includes('UID SEARCH')) };
}

const all = Array.from({ length: 120_000 }, (_, at) => at + 21);

test('I15: above 50,000 UIDs are asked for in pages, each above the last one of the page before', async () => {
  const { uids, asked } = await ask(({ tag, send }, from) => {
    const first = Math.max(from, 21);
    const last = Math.min(first + 49_999, 120_020);
    send(`* ESEARCH (TAG "${tag}") UID PARTIAL (1:50000 ${first > last ? 'NIL' : `${first}:${last}`})`);
  });
  expect(uids).toEqual(all);
  expect(asked.map((line) => line.replace(/^\S+ /, ''))).toEqual(
    ['11', '50021', '100021'].map((from) => `UID SEARCH RETURN (PARTIAL 1:50000) UID ${from}:120020`),
  );
});

test('I15: an empty page is the last one; a server that ignores PARTIAL, or has none, is asked for all at once', async () => {
  expect((await ask(({ tag, send }) => send(`* ESEARCH (TAG "${tag}") UID PARTIAL (1:50000 NIL)`))).uids).toEqual([]);
  const whole = ({ tag, send }: FakeRequest) => send(`* ESEARCH (TAG "${tag}") UID ALL 21:120020`);
  expect((await ask(whole)).uids).toEqual(all);
  const { uids, asked } = await ask(whole, fakeCapabilities);
  expect(uids).toEqual(all);
  expect(asked).toHaveLength(1);
});

test('a page that names more than was asked for, or the last message again, neither fills the memory nor goes on for ever', async () => {
  await expect(ask(({ tag, send }) => send(`* ESEARCH (TAG "${tag}") UID PARTIAL (1:50000 1:4294967295)`))).rejects.toMatchObject({
    kind: 'protocol',
  });
  const { uids } = await ask(({ tag, send }) => send(`* ESEARCH (TAG "${tag}") UID PARTIAL (1:50000 1:50000)`));
  expect(uids.at(-1)).toBe(50_000);
});
