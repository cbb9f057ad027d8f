import { afterAll, beforeAll, expect, test } from 'vitest';
import { frameResponse } from '../../app/frame/frame-response.ts';
import { type Attack, hasSharedCorpus, ownAttacks, sharedAttacks } from './testing/attack-corpus.ts';
import type { Finding, Trial, Walls } from './testing/attack-page.ts';
import { type Arena, openArena } from './testing/browser-modules.ts';

declare global {
  interface Window {
    underTest: typeof import('./testing/attack-page.ts');
  }
}

const isLong = process.env.POSTERN_TEST_LONG === '1';
const hangMs = isLong ? 900_000 : 180_000;
const batchSize = 80;
/** Holds a batch of frames without scrolling. */
const viewport = { width: 1280, height: 1100 };
const ground = '#00ff00';
const settleMs = 120;
const attackPage = '/lib/html/testing/attack-page.ts';

const raw = new Map<string, string>();
let arena: Arena;
beforeAll(async () => {
  const blank = '<!doctype html><body></body>';
  arena = await openArena((url, host) => {
    if (url.pathname === '/frame') return frameResponse([host]);
    if (url.pathname === '/bare') return new Response(blank, { headers: { 'Content-Type': 'text/html' } });
    // The mail itself in the place of the empty page, behind the very same headers: the frame alone, without the sanitiser.
    if (url.pathname === '/raw')
      return new Response(raw.get(url.searchParams.get('id') ?? '') ?? '', { headers: frameResponse([host]).headers });
    // … and with no wall at all, to see that the harness sees.
    if (url.pathname === '/open')
      return new Response('<script>alert(1);window.pwned=1</script><img src="https://tracker.example/x">', {
        headers: { 'Content-Type': 'text/html' },
      });
    return null;
  });
}, 60_000);
afterAll(() => arena.stop());

/** A field's text is tried as a text part and as HTML; text parts as text. */
function trialsOf(attacks: Attack[]): Trial[] {
  return attacks.flatMap(({ id, html, as }): Trial[] => {
    const text: Trial = { id: `${id}/text`, source: { kind: 'text', text: html } };
    const marked: Trial = { id: `${id}/html`, source: { kind: 'html', html } };
    return as === undefined ? [marked] : as === 'field' ? [marked, text] : [text];
  });
}

/** Shows every mail with the given walls standing. What runs counts always (V1); what is fetched counts where the sanitiser stands (V2). */
async function tryAll(attacks: Attack[], walls: Walls): Promise<Finding[]> {
  const trials = trialsOf(attacks);
  for (const { id, source } of trials) raw.set(id, source.kind === 'html' ? source.html : source.text);
  const page = await arena.openPage(attackPage);
  await page.setViewportSize(viewport);
  await page.addStyleTag({ content: `html { background: ${ground}; overflow: hidden } body { margin: 0 }` });
  const empty = await page.screenshot();
  const seen: Finding[] = [];
  page.on('dialog', (dialog) => {
    seen.push({ id: '?', what: `dialog ${dialog.message()}` });
    void dialog.dismiss();
  });
  page.context().on('page', (opened) => seen.push({ id: '?', what: `a window opened: ${opened.url()}` }));
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) seen.push({ id: '?', what: `the page went to ${frame.url()}` });
  });
  const runBatch = async (batch: Trial[]): Promise<Finding[]> => {
    arena.takeEscapes();
    const found = await page.evaluate(([batch, walls, settleMs]) => window.underTest.tryBatch(batch, walls, settleMs), [
      batch,
      walls,
      settleMs,
    ] as const);
    // Under masks of the ground's own colour nothing but ground is left.
    // A crowd of raw mails can keep the browser too busy for a picture; one by one they do not.
    // Raw mails may keep it busy for long, and what a frame draws stays inside by the browser's own doing: looked at in the long run only.
    const isLooked = isLong || walls !== 'frame-only';
    const shot = !isLooked
      ? null
      : await page
          .screenshot({ mask: [page.locator('iframe')], maskColor: ground, animations: 'disabled' })
          .catch((error: Error) => (error.name === 'TimeoutError' ? null : Promise.reject(error)));
    if (isLooked && (shot === null || !shot.equals(empty)))
      found.push({ id: '?', what: shot === null ? 'no picture' : 'pixels outside the frames' });
    await page.evaluate(() => window.underTest.clearFrames());
    const escapes = arena.takeEscapes();
    if (escapes > 0 && walls !== 'frame-only') seen.push({ id: '?', what: `${escapes} connections to elsewhere` });
    return [...found, ...seen.splice(0)];
  };
  const all: Finding[] = [];
  for (let at = 0; at < trials.length; at += batchSize) {
    const batch = trials.slice(at, at + batchSize);
    const found = await runBatch(batch);
    all.push(...found.filter(({ id }) => id !== '?'));
    // What cannot be laid at one mail's door in the crowd is tried again one by one.
    if (found.some(({ id }) => id === '?'))
      for (const trial of batch) all.push(...(await runBatch([trial])).map((finding) => ({ ...finding, id: trial.id })));
  }
  await page.context().close();
  return all;
}

const corpora = [
  { name: 'our own mails', attacks: (step: number) => ownAttacks(isLong ? 1 : step), isThere: true },
  { name: 'mails of public test suites', attacks: (step: number) => sharedAttacks(isLong ? 1 : step * 5), isThere: hasSharedCorpus },
];

for (const { name, attacks, isThere } of corpora) {
  test.skipIf(!isThere)(
    `V1, V2: ${name} do nothing and fetch nothing behind both walls`,
    async () => {
      expect(await tryAll(attacks(6), 'both')).toEqual([]);
    },
    hangMs,
  );

  test.skipIf(!isThere)(
    `V1, V2: ${name} do nothing and fetch nothing on dark paper`,
    async () => {
      expect(await tryAll(attacks(12), 'both in the dark')).toEqual([]);
    },
    hangMs,
  );

  test.skipIf(!isThere)(
    `V1, V2: ${name} do nothing and fetch nothing with the frame and its policy switched off`,
    async () => {
      expect(await tryAll(attacks(12), 'sanitiser-only')).toEqual([]);
    },
    hangMs,
  );

  test.skipIf(!isThere)(
    `V1: ${name} run nothing and lead nowhere with the sanitiser switched off`,
    async () => {
      expect(await tryAll(attacks(12), 'frame-only')).toEqual([]);
    },
    hangMs,
  );
}

test('the harness sees a script that runs and a request when no wall stands', async () => {
  const page = await arena.openPage(attackPage);
  let dialogs = 0;
  page.on('dialog', (dialog) => {
    dialogs += 1;
    void dialog.dismiss();
  });
  arena.takeEscapes();
  await page.goto(`http://${arena.host}/open`);
  await expect.poll(() => [dialogs, arena.takeEscapes() > 0]).toEqual([1, true]);
  await page.context().close();
});
