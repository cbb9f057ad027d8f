import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

type Point = { x: number; y: number };

/** One finger, as a touch screen tells of it: Playwright itself can only tap. */
async function finger(page: Page) {
  const session = await page.context().newCDPSession(page);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: Point[]) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints });
  return {
    async drag(from: Point, to: Point): Promise<void> {
      const steps = 8;
      await send('touchStart', [from]);
      for (let n = 1; n <= steps; n += 1)
        await send('touchMove', [{ x: from.x + ((to.x - from.x) * n) / steps, y: from.y + ((to.y - from.y) * n) / steps }]);
      await send('touchEnd', []);
    },
    /** Rests until it has been felt. */
    async hold(at: Point, isFelt: () => Promise<void>): Promise<void> {
      await send('touchStart', [at]);
      await isFelt();
      await send('touchEnd', []);
    },
  };
}

test('by touch alone on a phone: read, swipe and take back, put off, tick by holding, pull for new mail', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('touch');
  const subjects = ['Harbour', 'Lighthouse', 'Ferry', 'Quay'];
  const letter = (subject: string) =>
    buildMessage({ from: 'ben@example.test', to: [user.address], subject, text: `About the ${subject}.` });
  await mailServers.appendMany(
    user,
    'INBOX',
    subjects.map((subject, n) => ({ raw: letter(subject), receivedAtMs: Date.parse('2026-05-04T08:00:00Z') + n * 60_000 })),
  );
  const mail = await openMail(await enter(user), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const { page } = mail;
  const touch = await finger(page);
  await expect(mail.rows).toHaveCount(4);
  /** Moves this row aside, by so much of its width. */
  const swipe = async (subject: string, by: number) => {
    const box = await mail.row(subject).boundingBox();
    if (box === null) throw new Error(`${subject} is not in sight`);
    const from = { x: box.x + box.width / 2 - (by * box.width) / 2, y: box.y + box.height / 2 };
    await touch.drag(from, { x: from.x + by * box.width, y: from.y + 2 });
  };
  const middleOf = async (subject: string): Promise<Point> => {
    const box = await mail.row(subject).boundingBox();
    return { x: (box?.x ?? 0) + 200, y: (box?.y ?? 0) + 30 };
  };

  await test.step('a mail is opened and left', async () => {
    await mail.row('Quay').getByRole('link').tap();
    await expect(mail.body().getByText('About the Quay.')).toBeVisible();
    await page.getByRole('button', { name: 'Back to list' }).tap();
    await expect(mail.row('Quay')).toBeInViewport();
  });
  await test.step('a short way is no swipe; a long one archives, and is taken back', async () => {
    await swipe('Ferry', -0.12);
    await expect(mail.rows).toHaveCount(4);
    await expect(mail.reader).toBeHidden();
    await swipe('Ferry', -0.6);
    await expect(mail.rows).toHaveCount(3);
    // A finger as quick as this one leaves a fling behind, and the tap that ends a fling is none.
    const undo = page.getByRole('button', { name: 'Undo' });
    await expect(async () => {
      if (await undo.isVisible()) await undo.tap();
      await expect(mail.rows).toHaveCount(4, { timeout: 2_000 });
    }).toPass();
  });
  await test.step('the other way asks until when it is put off', async () => {
    await swipe('Ferry', 0.6);
    await expect(page.getByRole('dialog', { name: 'Snooze until…' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(mail.rows).toHaveCount(4);
  });
  await test.step('a finger that rests ticks; taps tick others; both are marked read', async () => {
    await touch.hold(await middleOf('Harbour'), () => expect(mail.row('Harbour')).toHaveAttribute('aria-selected', 'true'));
    await mail.row('Lighthouse').getByRole('link').tap();
    await expect(mail.row('Lighthouse')).toHaveAttribute('aria-selected', 'true');
    await expect(mail.reader).toBeHidden();
    await page.getByRole('button', { name: 'Mark as read', exact: true }).first().tap();
    const unseen = () => mailServers.doveadm(['search', '-u', user.login, 'mailbox', 'INBOX', 'unseen']);
    await expect.poll(async () => (await unseen()).trim().split('\n').filter(Boolean).length).toBe(1);
    await page.getByRole('checkbox', { name: 'Clear selection' }).tap();
  });
  await test.step('pulled down, the list looks for new mail', async () => {
    const asked = page.waitForRequest((request) => request.postData()?.includes('AccountHealth/check') === true);
    const from = await middleOf('Quay');
    await touch.drag(from, { x: from.x, y: from.y + 320 });
    await asked;
    await expect(page.getByText('Looking for new mail…').first()).toBeVisible();
    await mailServers.deliver(user, letter('Buoy'));
    await expect(mail.row('Buoy')).toBeVisible();
    await expect(mail.rows).toHaveCount(5);
  });
});
