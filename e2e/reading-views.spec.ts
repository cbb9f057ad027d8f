import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

const startMs = Date.parse('2026-05-04T08:00:00Z');

/** A letter that calls its KOI8-R octets Latin-1, as text and as HTML. */
function mislabelled(to: string): Buffer {
  const russian = Buffer.from([0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4]); // “Привет”
  const part = (type: string, before: string, after: string): Buffer =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Type: ${type}; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n${before}`),
      russian,
      Buffer.from(`${after}\r\n`),
    ]);
  const head = [
    'From: Mira <mira@example.test>',
    `To: ${to}`,
    'Subject: Re: Views',
    'Message-ID: <views-2@example.test>',
    'In-Reply-To: <views-1@example.test>',
    'References: <views-0@example.test> <views-1@example.test>',
    `Date: ${new Date(startMs + 7_200_000).toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '',
  ];
  return Buffer.concat([
    Buffer.from(head.join('\r\n')),
    part('text/plain', 'only in the text ', ''),
    part('text/html', '<p>only in the HTML ', '</p>'),
    Buffer.from('--b--\r\n'),
  ]);
}

test('a message is shown as HTML, as text, as source and in another charset; a conversation is unfolded, walked, printed and unread from a point on; what arrives moves nothing', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('views');
  const letter = (n: number, text: string) =>
    buildMessage({
      from: { name: 'Ben', address: 'ben@example.test' },
      to: [user.address],
      subject: n === 0 ? 'Views' : 'Re: Views',
      text,
      messageId: `views-${n}@example.test`,
      ...(n === 0 ? {} : { inReplyTo: `views-${n - 1}@example.test`, references: ['views-0@example.test'] }),
      dateMs: startMs + n * 3_600_000,
    });
  const seen = ['\\Seen'];
  await mailServers.appendMany(user, 'INBOX', [
    { raw: letter(0, `${'First.\n'.repeat(60)}`), flags: seen, receivedAtMs: startMs },
    { raw: letter(1, 'Second.'), flags: seen, receivedAtMs: startMs + 3_600_000 },
    { raw: mislabelled(user.address), flags: seen, receivedAtMs: startMs + 7_200_000 },
    {
      raw: buildMessage({
        from: 'ulla@example.test',
        to: [user.address],
        subject: 'Clear signed',
        text: '-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nPay.\n-----BEGIN PGP SIGNATURE-----\n\niHUE\n-----END PGP SIGNATURE-----\n',
      }),
      flags: seen,
      receivedAtMs: startMs,
    },
  ]);
  const mail = await openMail(await enter(user));
  await mail.open('Views');
  const { page, reader } = mail;
  const newest = mail.messages().nth(2);
  const inNewest = mail.body(newest).locator('body');
  const choose = async (item: string) => {
    await newest.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: item, exact: true }).click();
  };

  await test.step('views of one message', async () => {
    await expect(inNewest).toHaveText('only in the HTML ðÒÉ×ÅÔ');
    await choose('Text encoding…');
    await page.getByLabel('Encoding', { exact: true }).selectOption('koi8-r');
    await expect(inNewest).toHaveText('only in the HTML Привет');
    await expect(page.getByRole('dialog')).toHaveCount(0);
    await choose('Show as plain text');
    await expect(inNewest).toHaveText('only in the text Привет');
    await choose('Show formatted');
    await expect(inNewest).toHaveText('only in the HTML Привет');
    await choose('View source');
    await expect(page.getByRole('dialog', { name: 'Message source' }).locator('pre')).toContainText('charset=iso-8859-1');
    await page.keyboard.press('Escape');
  });

  await test.step('folded and unfolded, next and previous', async () => {
    await expect(reader.locator('iframe')).toHaveCount(1);
    await reader.getByRole('button', { name: 'Expand all' }).click();
    await expect(mail.body(mail.messages().nth(1)).getByText('Second.')).toBeVisible();
    await expect(reader.locator('iframe')).toHaveCount(3);
    await mail.messages().nth(0).focus();
    await mail.press('n');
    await expect(mail.messages().nth(1).locator(':focus')).toHaveCount(1);
    await mail.press('p');
    await expect(mail.messages().nth(0).locator(':focus')).toHaveCount(1);
  });

  await test.step('all of it, and one of it, on paper', async () => {
    const paper = page.frameLocator('iframe[title="Print"]').locator('article');
    await reader.getByRole('button', { name: 'Print all' }).click();
    await expect(paper).toHaveCount(3);
    await expect(page.locator('iframe[title="Print"]')).toHaveAttribute('sandbox', 'allow-same-origin allow-modals');
    await choose('Print');
    await expect(paper).toHaveCount(1);
    await expect(paper).toContainText('Mira');
  });

  await test.step('a message that arrives is announced and moves nothing', async () => {
    const first = mail.messages().nth(0);
    await first.getByText('Ben', { exact: true }).scrollIntoViewIfNeeded();
    const topPx = async () => (await first.boundingBox())?.y;
    const before = await topPx();
    await mailServers.deliver(user, letter(3, 'Just in.'));
    const button = reader.getByRole('button', { name: 'New message from Ben' });
    await expect(button).toBeVisible();
    await expect(mail.messages()).toHaveCount(4);
    expect(await topPx()).toBe(before);
    await button.click();
    await expect(mail.body(mail.messages().nth(3)).getByText('Just in.')).toBeInViewport();
    await expect(button).toHaveCount(0);
  });

  await test.step('unread from here: that one and those below it', async () => {
    await choose('Mark unread from here');
    await expect(reader.getByRole('heading', { level: 2 })).toHaveCount(0);
    const unread = () => mailServers.doveadm(['search', '-u', user.login, 'mailbox', 'INBOX', 'unseen']);
    await expect.poll(async () => (await unread()).trim().split('\n').filter(Boolean).length).toBe(2);
  });

  await test.step('a signature inside of the text is said to be worth nothing here', async () => {
    await mail.open('Clear signed');
    await expect(reader.getByRole('note').filter({ hasText: 'A signature of this kind is not checked here' })).toBeVisible();
  });
});

test('a wide newsletter is made smaller on a phone, a very wide one scrolls in its own box; the page is never wider than the screen', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('wide');
  const newsletter = (widthPx: number) => ({
    raw: buildMessage({
      from: 'news@shop.example.test',
      to: [user.address],
      subject: `Wide ${widthPx}`,
      // A table alone would shrink to fit; what stands in it here does not.
      html: `<table><tr><td><div class="plate" style="width:${widthPx}px"><p>Left</p><p align="right"><span>Right</span></p></div></td></tr></table>`,
    }),
  });
  await mailServers.appendMany(user, 'INBOX', [newsletter(600), newsletter(1_400)]);
  const mail = await openMail(await enter(user), { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const { page } = mail;
  const right = () => mail.body().getByText('Right');
  const isInSight = async () => {
    const box = await right().boundingBox();
    return box !== null && box.x + box.width <= 390;
  };
  const pageWidth = () => page.evaluate(() => document.documentElement.scrollWidth);

  await mail.row('Wide 600').getByRole('link').tap();
  await expect(mail.body().getByText('Left')).toBeVisible();
  await expect.poll(isInSight).toBe(true);
  // the whole of it was made smaller, not its right half cut off
  expect((await mail.body().locator('table').boundingBox())?.width).toBeLessThan(390);
  expect(await pageWidth()).toBe(390);

  await page.getByRole('button', { name: 'Back to list' }).tap();
  await mail.row('Wide 1400').getByRole('link').tap();
  await expect(mail.body().getByText('Left')).toBeVisible();
  expect(await isInSight()).toBe(false);
  await mail
    .body()
    .locator('html')
    .evaluate((root) => root.scrollTo({ left: root.scrollWidth }));
  await expect.poll(isInSight).toBe(true);
  expect(await pageWidth()).toBe(390);
});
