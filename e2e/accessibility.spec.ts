import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, preferValues, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

/** What of a page may change with its colours. */
const colourRules = ['color-contrast', 'link-in-text-block'];

/**
 * Serious and critical findings of axe in light, and of its colours in the dark, one line each. Mail in its frame is what somebody else wrote.
 */
async function findings(page: Page, within?: string): Promise<string[]> {
  return [...(await axeFindings(page, within)), ...(await standingOut(page))];
}

/** Without the look at 320 px, which turns the page into a phone's and closes what stands over it. */
async function axeFindings(page: Page, within?: string): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    // colours fade in; what is measured is the end
    await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
    const whole = new AxeBuilder({ page }).exclude('iframe');
    const axe = within === undefined ? whole : whole.include(within);
    const { violations } = await (colorScheme === 'dark' ? axe.withRules(colourRules) : axe).analyze();
    const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    for (const { id, nodes } of serious)
      for (const node of nodes)
        found.push(`${colorScheme}, ${id}: ${node.target.join(' ')} — ${node.any[0]?.message ?? node.failureSummary ?? ''}`);
  }
  return found;
}

/** What stands out of a page of 320 px at its side, or has to be scrolled to and fro (WCAG 1.4.10). Toolbars and tables may be, and cut words end in “…”. */
async function standingOut(page: Page): Promise<string[]> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  // one frame for the layout that follows the width by script, one for what it draws
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  const found = await page.evaluate(() => {
    const style = (element: Element) => getComputedStyle(element);
    // a table of figures may be as wide as it is
    const isTable = (element: Element) => element.matches('table, :has(> table)');
    const isExcused = (element: Element | null): boolean =>
      element !== null &&
      (element.role === 'toolbar' || isTable(element) || style(element).textOverflow === 'ellipsis' || isExcused(element.parentElement));
    return [...document.querySelectorAll('body *')]
      .filter((element) => {
        const { left, right, width, height } = element.getBoundingClientRect();
        if (width <= 1 || height <= 1 || isExcused(element)) return false;
        const isScrolled = /auto|scroll/.test(style(element).overflowX) && element.scrollWidth > element.clientWidth + 1;
        return isScrolled || (left < innerWidth && right > innerWidth + 1);
      })
      .map((element) => `${element.tagName} ${element.getAttribute('aria-label') ?? element.textContent?.slice(0, 40)}`);
  });
  if (before !== null) await page.setViewportSize(before);
  return found.slice(0, 5).map((one) => `stands out at 320 px: ${one}`);
}

test('no serious finding on any screen, in light and in the dark; nothing is scrolled sideways at 320 px', async ({
  newUser,
  enter,
  openMail,
  mailServers,
  browser,
  appUrl,
}) => {
  const user = await newUser('axe');
  const found: Record<string, string[]> = {};

  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    reducedMotion: 'reduce',
  });
  const door = await context.newPage();
  await door.goto(`${appUrl}/sign-in`);
  await door.getByRole('button', { name: 'Server settings' }).click();
  found.signIn = await findings(door);
  await door.getByLabel('Email address').fill(user.address);
  await door.getByLabel('Password', { exact: true }).fill('wrong');
  await door.getByRole('button', { name: 'Server settings' }).click();
  await door.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(door.getByText('User name or password refused')).toBeVisible();
  found.refusal = await findings(door);
  await context.close();

  for (const n of [1, 2, 3]) {
    await mailServers.deliver(
      user,
      buildMessage({
        from: { name: `Person ${n}`, address: `p${n}@example.test` },
        to: [user.address],
        subject: `Subject ${n}`,
        html: `<p>Words.</p><img src="https://outside.example/${n}.png" width="200" height="100">`,
        attachments: [{ fileName: 'a.pdf', type: 'application/pdf', content: '%PDF' }],
      }),
    );
  }
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await expect(mail.rows).toHaveCount(3);
  found.list = await findings(page);
  await mail.open('Subject 1');
  await expect(mail.messages().getByText(/remote image blocked/)).toBeVisible();
  found.reader = await findings(page);
  const composer = await mail.compose();
  await composer.address('To', 'p1@example.test', 'no-address');
  await composer.write('Hello.');
  found.composer = await findings(page);
  await composer.window.getByRole('button', { name: 'Full size' }).click();
  await composer
    .recipients('Cc')
    .or(composer.window.getByRole('button', { name: 'Add Cc' }))
    .click();
  await composer.recipients('Cc').fill('no@address@all');
  found.large = await findings(page, '[role=dialog]');
  await composer.window.getByRole('button', { name: 'Discard draft' }).click();
  await mail.press('?');
  found.help = await findings(page);
  await page.goto('/settings');
  await expect(page.getByRole('region', { name: 'Security' })).toBeVisible();
  found.settings = await findings(page);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/mail');
  await expect(mail.rows).toHaveCount(3);
  found.phone = await findings(page);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Compose' }).click();
  await expect(composer.message).toBeVisible();
  found.phoneComposer = await findings(page, '[role=dialog]');
  for (const path of ['doctor', 'doctor/console', 'contacts']) {
    await page.goto(`/${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    found[path] = await standingOut(page);
  }
  await page.getByRole('button', { name: 'New contact' }).click();
  await expect(page.getByRole('combobox').first()).toBeVisible();
  found.contactForm = await standingOut(page);
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto('/mail?q=Subject%20has:attachment');
  await expect(mail.rows).toHaveCount(3);
  await expect(page.getByRole('list', { name: 'Filters of this search' })).toBeVisible();
  found.results = await standingOut(page);
  await page.goto('/mail');
  await expect(mail.rows).toHaveCount(3);
  await mail.press('j');
  const dialogs = { v: 'Move to…', b: 'Snooze', l: 'Tags', '?': 'Keyboard', 'Control+k': 'Commands' };
  for (const [key, name] of Object.entries(dialogs)) {
    await mail.press(key);
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    found[name] = await standingOut(page);
    await mail.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }

  expect(Object.fromEntries(Object.entries(found).filter(([, lines]) => lines.length > 0))).toEqual({});
});

const invitation = [
  ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:1@boats.test', 'DTSTAMP:20261101T100000Z'],
  ...[
    'DTSTART:20270624T090000Z',
    'DTEND:20270624T093000Z',
    'SUMMARY:Boat day',
    'LOCATION:Pier 4',
    'ORGANIZER;CN=Ben:mailto:ben@boats.test',
  ],
  ...['END:VEVENT', 'END:VCALENDAR', ''],
].join('\r\n');
const bounce = (to: string): string =>
  [
    ...['From: MAILER-DAEMON@mx.test', `To: ${to}`, 'Subject: Undelivered Mail', 'MIME-Version: 1.0'],
    ...['Content-Type: multipart/report; report-type=delivery-status; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'It failed.'],
    ...['--b', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.test', '', 'Final-Recipient: rfc822; zoe@nowhere.test'],
    ...['Action: failed', 'Status: 5.1.1', 'Diagnostic-Code: smtp; 550 5.1.1 no such user', '', '--b--', ''],
  ].join('\r\n');

test('no serious finding in the reader’s own panels, viewers and cards, in light, in the dark and from right to left', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  test.skip(process.env.POSTERN_TEST_LONG !== '1', 'forty readings of the page: the long run has the time');
  test.setTimeout(900_000);
  const user = await newUser('panels');
  const letter = (subject: string, more: object) => ({
    raw: buildMessage({ from: { name: 'Ben', address: 'ben@boats.test' }, to: [user.address], subject, text: 'Words.', ...more }),
  });
  const files = [
    { fileName: 'notes.txt', type: 'text/plain', content: 'Some words' },
    { fileName: 'table.csv', type: 'text/csv', content: 'a,b\n1,2\n' },
    { fileName: 'letter.eml', type: 'message/rfc822', content: 'From: ana@example.test\r\nSubject: Inside\r\n\r\nWords\r\n' },
    {
      fileName: 'card.vcf',
      type: 'text/vcard',
      content: 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\nEMAIL:ana@example.test\r\nEND:VCARD\r\n',
    },
    { fileName: 'plan.ics', type: 'text/calendar', content: invitation.replace('METHOD:REQUEST\r\n', '') },
    { fileName: 'tool.exe', type: 'application/octet-stream', content: 'MZ' },
  ];
  const news = {
    headers: ['List-Unsubscribe: <https://boats.test/leave>', 'List-Id: <boats.test>'],
    html: '<p>Words.</p><img src="https://boats.test/a.png" width="99" height="99">',
  };
  await mailServers.appendMany(user, 'INBOX', [
    letter('Plain', {}),
    letter('Forged', { from: 'admin@bank.test <eve@evil.test>', headers: ['Reply-To: other@evil.test'] }),
    letter('Files', { attachments: files }),
    letter('Invited', {
      attachments: [{ fileName: 'invite.ics', type: 'text/calendar; method=REQUEST; charset=utf-8', content: invitation }],
    }),
    letter('News', news),
    letter('Receipt', { headers: ['Disposition-Notification-To: ben@boats.test', 'Return-Path: <ben@boats.test>'] }),
    { raw: bounce(user.address) },
  ]);
  const person = await enter(user);
  const mail = await openMail(person);
  const { page } = mail;
  const found: Record<string, string[]> = {};
  for (const subject of ['Undelivered', 'Receipt', 'News', 'Invited', 'Forged', 'Plain', 'Files']) {
    await mail.open(subject);
    await expect(mail.messages().last().locator('iframe').or(mail.messages().last().getByRole('region')).first()).toBeVisible();
    found[subject] = await findings(page);
  }
  const dialog = page.getByRole('dialog');
  for (const { fileName } of files.slice(0, -1)) {
    await mail
      .messages()
      .getByRole('button', { name: `View ${fileName}` })
      .first()
      .click();
    await expect(dialog).toContainText(fileName);
    found[fileName] = await axeFindings(page);
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  }
  await mail.open('Plain');
  await mail.messages().getByRole('button', { name: 'About the sender' }).click();
  await expect(dialog.getByRole('searchbox', { name: 'Search the header' })).toBeVisible();
  found.panel = await axeFindings(page);
  await page.keyboard.press('Escape');
  await mail.messages().getByRole('button', { name: 'More', exact: true }).click();
  found.menu = await axeFindings(page);
  await page.getByRole('menuitem', { name: 'View source' }).click();
  await expect(dialog.locator('pre')).toBeVisible();
  found.source = await axeFindings(page);
  await page.keyboard.press('Escape');
  for (const name of ['Files', 'Newsletters']) {
    await page.getByRole('button', { name, exact: true }).click();
    await expect(dialog.getByRole('listitem').first()).toBeVisible();
    found[name] = await axeFindings(page);
    await page.keyboard.press('Escape');
  }

  await preferValues(page, { language: 'ar' });
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
  for (const subject of ['Forged', 'Invited']) {
    await page.getByRole('row').filter({ hasText: subject }).getByRole('link').click();
    await expect(page.getByRole('article').locator('iframe').first()).toBeVisible();
    found[`${subject} from right to left`] = await findings(page);
  }
  expect(Object.fromEntries(Object.entries(found).filter(([, lines]) => lines.length > 0))).toEqual({});
});

const longWord = 'Donaudampfschifffahrtsgesellschaftskapitaenswitwenrentenauszahlungsstellenleiterin';
const longHost = `${'long-'.repeat(10)}host.test`;
const longAddress = `${'a.person.with.many.names.'.repeat(2)}x@${longHost}`;
const longLink = `https://${longHost}/${'path'.repeat(30)}`;
const smallestPdf = [
  ...['%PDF-1.4', '1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj', '2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj'],
  ...['3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 900 200]>>endobj', 'trailer<</Root 1 0 R>>', '%%EOF', ''],
].join('\n');

test('panels, viewers, outbox, undo log, files and newsletters are not scrolled sideways at 320 px, however long the words in them', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('narrow');
  const domain = user.address.slice(user.address.indexOf('@') + 1);
  const event = invitation
    .replace('Boat day', longWord)
    .replace('Pier 4', `${longLink}\r\nDESCRIPTION:${longLink}\r\nATTENDEE;CN=${longWord}:mailto:${longAddress}`)
    .replace('CN=Ben', `CN=${longWord}`);
  const card = `BEGIN:VCARD\r\nVERSION:3.0\r\nFN:${longWord}\r\nEMAIL:${longAddress}\r\nURL:${longLink}\r\nNOTE:${longLink}\r\nEND:VCARD\r\n`;
  const letter = `From: ${longWord} <${longAddress}>\r\nTo: ${longAddress}\r\nSubject: ${longWord}\r\n\r\n${longLink}\r\n`;
  const files = [
    { fileName: `${longWord}.txt`, type: 'text/plain', content: `${longWord.repeat(5)}\n`, waits: 'pre' },
    { fileName: 'table.csv', type: 'text/csv', content: `${'a column,'.repeat(30)}\n1,2\n`, waits: 'table' },
    { fileName: 'letter.eml', type: 'message/rfc822', content: letter, waits: 'iframe' },
    { fileName: 'card.vcf', type: 'text/vcard', content: card, waits: 'li' },
    { fileName: 'plan.ics', type: 'text/calendar', content: event.replace('METHOD:REQUEST\r\n', ''), waits: 'h4' },
    { fileName: 'wide.png', type: 'image/png', content: readFileSync('docs/images/mail.png'), waits: 'img' },
    { fileName: 'paper.pdf', type: 'application/pdf', content: smallestPdf, waits: 'iframe' },
    { fileName: 'torn.pdf', type: 'application/pdf', content: 'no pdf', waits: ':text("damaged")' },
  ];
  const raw = buildMessage({
    from: { name: longWord, address: longAddress },
    to: [user.address],
    subject: `Files of ${longWord}`,
    text: 'Words.',
    messageId: `${longWord}@${longHost}`,
    headers: [
      `Authentication-Results: mx.${domain}; spf=fail smtp.mailfrom=${longHost}; dkim=pass header.d=${longHost}; dmarc=fail header.from=${longHost}`,
      `Received: from ${longHost} (${longHost} [192.0.2.1]) by mx.${domain} with ESMTPS; Sun, 22 Nov 2026 12:00:05 +0000`,
      `Received: from laptop by ${longHost} with ESMTPSA; Sun, 22 Nov 2026 12:00:01 +0000`,
      `Reply-To: ${longAddress}`,
      `Return-Path: <${longAddress}>`,
      `List-Unsubscribe: <${longLink}>`,
      `List-Id: <${longHost}>`,
    ],
    attachments: files,
  });
  await mailServers.appendMany(user, 'INBOX', [{ raw }]);
  const person = await enter(user);
  const mail = await openMail(person, { viewport: { width: 320, height: 640 } });
  const { page } = mail;
  // the drawer of the folders is one too
  const dialog = page.locator('dialog:has(> div > [data-dialog-body])');
  const found: Record<string, string[]> = {};
  const close = async () => {
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
  };

  await mail.open('Files of');
  const message = mail.messages();
  await expect(message.locator('iframe')).toBeVisible();
  found.reader = await standingOut(page);
  await mail.openSender();
  await expect(dialog.getByText(`passed for ${longHost}`)).toBeVisible();
  await expect(dialog.getByText('4 seconds later')).toBeVisible();
  await expect(dialog.locator('pre')).toContainText('Message-ID');
  found['sender panel'] = await standingOut(page);
  await close();
  await message.getByRole('button', { name: 'More', exact: true }).click();
  await page.getByRole('menuitem', { name: 'View source' }).click();
  await expect(dialog.locator('pre')).toBeVisible();
  found.source = await standingOut(page);
  await close();
  await message.getByRole('button', { name: `View ${files[0]?.fileName.slice(0, 8)}` }).click();
  for (const [index, { fileName, waits }] of files.entries()) {
    await expect(dialog.getByText(`${index + 1} of ${files.length}`)).toBeVisible();
    await expect(dialog.locator(`[data-dialog-body] ${waits}`).first()).toBeVisible();
    if (fileName === 'paper.pdf') await expect(dialog.getByText('Page 1 of 1')).toBeVisible();
    found[fileName] = await standingOut(page);
    await dialog.getByRole('button', { name: 'Next file' }).click();
  }
  await close();
  await page.goBack();

  const composer = await mail.compose();
  await composer.address('To', `nobody.${'at.all.'.repeat(6)}x@${domain}`);
  await composer.subject.fill(longWord);
  await composer.write('Hello?');
  await composer.send();
  await mail.row('Files of').getByRole('link').focus();
  await mail.press('e');
  await expect(mail.rows).toHaveCount(0);
  await mail.press('z');
  await expect(mail.rows).toHaveCount(1);

  const folders = page.getByRole('navigation', { name: 'Mail', exact: true });
  const fromFolders = async (name: string | RegExp) => {
    if (!(await folders.isVisible())) await page.getByRole('button', { name: 'Show folders' }).click();
    await folders.getByRole('button', { name }).click();
    await expect(dialog).toBeVisible();
  };
  await fromFolders(/^Outbox/);
  await expect(dialog.getByRole('article')).toContainText('Not sent');
  found.outbox = await standingOut(page);
  await close();
  await fromFolders('What you did');
  await expect(dialog.getByRole('listitem').first()).toBeVisible();
  found['undo log'] = await standingOut(page);
  await close();
  await fromFolders('Files');
  await expect(dialog.getByRole('listitem')).toHaveCount(files.length);
  found.files = await standingOut(page);
  await close();
  await fromFolders('Newsletters');
  await expect(dialog.getByRole('listitem')).toHaveCount(1);
  found.newsletters = await standingOut(page);
  await dialog.getByRole('button', { name: /^Unsubscribe/ }).click();
  found['leaving a newsletter'] = await standingOut(page);
  await close();
  await page.keyboard.press('Escape');
  await expect(folders).toBeHidden();

  await mail.search.fill(longWord);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog).toBeVisible();
  found['saving a search'] = await standingOut(page);
  await dialog.getByRole('button', { name: 'Save search' }).click();
  await expect(mail.toasts.getByRole('status')).toContainText('Donau');
  const notice = mail.toasts.getByRole('alert');
  const [whole, words] = await Promise.all([notice.boundingBox(), notice.getByText('The message could not be sent').boundingBox()]);
  // the button stands below what could not be sent
  expect(words!.width / whole!.width).toBeGreaterThan(0.6);
  found['a search was saved'] = await standingOut(page);

  expect(Object.fromEntries(Object.entries(found).filter(([, lines]) => lines.length > 0))).toEqual({});
});
