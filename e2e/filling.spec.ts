import type { Locator } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { SignInPage } from './pages/sign-in-page.ts';
import { buildMessage, startSlowLine } from './servers/index.ts';

const count = 5_000;

function* letters(to: string) {
  for (let number = 1; number <= count; number += 1) {
    const atMs = Date.UTC(2026, 0, 1) + number * 60_000;
    const raw = buildMessage({
      from: `Writer ${number % 40} <writer${number % 40}@elsewhere.test>`,
      to: [to],
      subject: `Letter number ${number}`,
      text: `This is letter ${number}.`,
      messageId: `letter.${number}@elsewhere.test`,
      dateMs: atMs,
    });
    yield { raw, receivedAtMs: atMs };
  }
}

/** The number of the letter in the first row that is whole on screen, and how far below the top of the list it stands. */
async function topRow(scroller: Locator): Promise<{ letter: number; y: number }> {
  return scroller.evaluate((element) => {
    const top = element.getBoundingClientRect().top;
    for (const row of [...element.querySelectorAll('[role=row]')].sort(
      (a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top,
    )) {
      const y = row.getBoundingClientRect().top - top;
      const letter = /Letter number (\d+)/.exec(row.textContent ?? '')?.[1];
      if (y >= 0 && letter !== undefined) return { letter: Number(letter), y: Math.round(y) };
    }
    return { letter: 0, y: 0 };
  });
}

test('settled 7: the scroll bar dragged to the middle of a mailbox still filling shows that part, before the fill gets there', async ({
  page,
  newUser,
  mailServers,
  ownApp,
}) => {
  test.setTimeout(240_000);
  const user = await newUser('filling');
  await mailServers.appendMany(user, 'INBOX', letters(user.address));
  const line = await startSlowLine(mailServers.imap.tlsPort, 60_000);
  try {
    const app = await ownApp({}, { ...mailServers, imap: { ...mailServers.imap, tlsPort: line.port } });
    const signIn = new SignInPage(page);
    await signIn.goto(app.url);
    await signIn.form.fill(user);
    await signIn.submit();
    const grid = page.getByRole('grid', { name: 'Conversations' });
    const scroller = grid.locator('xpath=..');
    const progress = page.getByRole('progressbar', { name: 'Fetching mail' });
    await expect(grid.getByRole('link').first()).toBeVisible();
    await expect(progress).toHaveAttribute('max', String(count));
    await expect(grid).toHaveAttribute('aria-rowcount', String(count));

    await scroller.evaluate((element) => element.scrollTo({ top: element.scrollHeight / 2 }));
    await expect(grid.getByRole('link').first()).toBeVisible({ timeout: 60_000 });
    // The rows that stood there before may still be drawn.
    await expect.poll(async () => Math.abs((await topRow(scroller)).letter - count / 2), { timeout: 60_000 }).toBeLessThan(60);
    const seen = await topRow(scroller);
    // The fill is not even near.
    const indexed = async () => Number(await progress.getAttribute('value'));
    const before = await indexed();
    expect(before).toBeLessThan(count / 2 - 200);

    // It goes on above; what one looks at stands still.
    await expect.poll(indexed, { timeout: 60_000 }).toBeGreaterThan(before + 400);
    expect(await topRow(scroller)).toEqual(seen);
    // One screen up and down there is mail as well, real and in order.
    await scroller.evaluate((element) => element.scrollBy({ top: -element.clientHeight }));
    await expect.poll(async () => (await topRow(scroller)).letter, { timeout: 60_000 }).toBeGreaterThan(seen.letter);
    await scroller.evaluate((element) => element.scrollBy({ top: element.clientHeight }));
    await expect.poll(() => topRow(scroller), { timeout: 60_000 }).toEqual(seen);

    line.widen();
    await expect(progress).toHaveCount(0, { timeout: 120_000 });
    await expect(grid).toHaveAttribute('aria-rowcount', String(count));
    await expect(grid.locator('[aria-busy]')).toHaveCount(0);
    expect((await topRow(scroller)).letter).toBe(seen.letter);
    // The plain list: row n is the nth newest letter.
    const index = await grid
      .getByRole('row')
      .filter({ hasText: `Letter number ${seen.letter}` })
      .getAttribute('aria-rowindex');
    expect(Number(index)).toBe(count - seen.letter + 1);
  } finally {
    await line.stop();
  }
});
