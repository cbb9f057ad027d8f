import { AxeBuilder } from '@axe-core/playwright';
import { placesOn, rawOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';
import { Composer } from './pages/composer.ts';
import { MailPage } from './pages/mail-page.ts';
import { buildMessage } from './servers/index.ts';

const serious = async (page: MailPage['page']): Promise<string[]> => {
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id} ${nodes[0]?.target}`);
};

test('an answer is written below its message, waits at the foot while something else is read, and goes on in the full editor', async ({
  mail,
  ana,
  ben,
  mailServers,
}) => {
  const [subject, other] = ['A question for below', 'Something else to read'];
  for (const one of [subject, other])
    await mailServers.deliver(ana.user, buildMessage({ from: ben.user.address, to: [ana.user.address], subject: one, text: 'Well?' }));
  await mail.open(subject);
  await mail.messages().last().getByRole('button', { name: 'Reply', exact: true }).last().click();
  const inline = mail.reader.getByRole('region', { name: /^Reply to/ });
  const message = inline.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toBeFocused();
  await mail.page.keyboard.insertText('Written below.');
  await expect(inline.getByText(/^Saved /)).toBeVisible();
  expect(await serious(mail.page)).toEqual([]);
  // What is being written is not there a second time, as a message to be read.
  await expect.poll(() => placesOn(mailServers, ana.user, `Re: ${subject}`)).toEqual(['Drafts']);
  await expect(mail.messages()).toHaveCount(1);

  await mail.open(other);
  await mail.page.getByRole('button', { name: /^Open Reply to/ }).waitFor();
  await mail.open(subject);
  await expect(message).toContainText('Written below.');
  await inline.getByRole('button', { name: 'Open in the full editor' }).click();
  const composer = await mail.composer();
  await expect(composer.message).toContainText('Written below.');
  await expect(inline).toHaveCount(0);
  await composer.window.getByRole('button', { name: 'More ways to send' }).click();
  await mail.page.getByRole('menuitem', { name: 'Send and archive' }).click();
  await expect.poll(() => placesOn(mailServers, ben.user, `Re: ${subject}`)).toEqual(['INBOX']);
  await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Archive']);
  expect(await rawOn(mailServers, ben.user, 'INBOX', `Re: ${subject}`)).toContain('Written below.');
});

test('a message goes on in a window of its own, which the other one gives it up to, and is sent from there', async ({
  mail,
  ana,
  ben,
  mailServers,
}) => {
  const subject = 'In a window of its own';
  const composer = await mail.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(subject);
  await composer.write('Begun at the foot.');
  const opening = mail.page.context().waitForEvent('page');
  await composer.window.getByRole('button', { name: 'Open in a window of its own' }).click();
  const page = await opening;
  const window = page.getByRole('region', { name: 'New message' });
  const message = window.getByRole('textbox', { name: 'Message', exact: true });
  await expect(message).toContainText('Begun at the foot.');
  await expect(window.getByRole('textbox', { name: 'Subject' })).toHaveValue(subject);
  await expect(composer.window).toHaveCount(0);
  expect(await serious(page)).toEqual([]);

  await message.press('End');
  await page.keyboard.insertText(' Ended there.');
  await expect(window.getByText(/^Saved /)).toBeVisible();
  await page.reload();
  await expect(message).toContainText('Begun at the foot. Ended there.');
  await message.press('Control+Enter');
  await expect(page.getByText('You can close this window.')).toBeVisible();
  await expect.poll(() => placesOn(mailServers, ben.user, subject)).toEqual(['INBOX']);
  await expect.poll(() => placesOn(mailServers, ana.user, subject)).toEqual(['Sent']);
});

test('two messages are written in turn, put away and brought back, saved each for itself, and each sends its own', async ({
  mail,
  ana,
  ben,
  mailServers,
}) => {
  const { page } = mail;
  const windowOf = (subject: string) =>
    page.getByRole('dialog').filter({ has: page.locator(`input[aria-label="Subject"][value="${subject}"]`) });
  const words = (subject: string) => windowOf(subject).getByRole('textbox', { name: 'Message', exact: true });
  const subjects = ['The first of two', 'The second of two'] as const;
  for (const subject of subjects) {
    await page.keyboard.press('c');
    const fresh = windowOf('');
    await fresh.getByRole('combobox', { name: 'To', exact: true }).fill(ben.user.address);
    await fresh.getByRole('textbox', { name: 'Subject' }).fill(subject);
    await words(subject).click();
    await page.keyboard.insertText(`Words of ${subject}.`);
    await page.locator('body').focus();
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  }
  // In turn, without one taking the words of the other.
  for (const [subject, more] of [
    [subjects[0], ' More here.'],
    [subjects[1], ' And there.'],
  ] as const) {
    await words(subject).press('Control+End');
    await page.keyboard.insertText(more);
  }
  for (const subject of subjects) await expect(windowOf(subject).getByText(/^Saved /)).toBeVisible();
  expect(await serious(page)).toEqual([]);
  // One is put away; the other becomes large and small again.
  await windowOf(subjects[0]).getByRole('button', { name: 'Minimise' }).click();
  await expect(windowOf(subjects[0])).toHaveCount(0);
  await windowOf(subjects[1]).getByRole('button', { name: 'Full size' }).click();
  await windowOf(subjects[1]).getByRole('button', { name: 'Smaller' }).click();
  await expect(words(subjects[1])).toContainText('Words of The second of two. And there.');
  await page.getByRole('button', { name: `Open ${subjects[0]}` }).click();
  await expect(words(subjects[0])).toContainText('Words of The first of two. More here.');
  await expect
    .poll(async () => (await Promise.all(subjects.map((subject) => placesOn(mailServers, ana.user, subject)))).flat())
    .toEqual(['Drafts', 'Drafts']);
  for (const subject of subjects) {
    await windowOf(subject).getByRole('button', { name: 'Send', exact: true }).click();
    await expect(windowOf(subject)).toHaveCount(0);
  }
  for (const [subject, more] of [
    [subjects[0], 'More here.'],
    [subjects[1], 'And there.'],
  ] as const) {
    await expect.poll(() => placesOn(mailServers, ben.user, subject)).toEqual(['INBOX']);
    expect(await rawOn(mailServers, ben.user, 'INBOX', subject)).toContain(`Words of ${subject}. ${more}`);
  }
});

test('names are dragged to another field; colours, tables and templates by name are written and arrive', async ({
  mail,
  ana,
  ben,
  mailServers,
}) => {
  const { page } = mail;
  const subject = 'With a table';
  await page.evaluate(async () => {
    const ask = async (path: string, body?: unknown) =>
      (
        await fetch(path, {
          method: body === undefined ? 'GET' : 'POST',
          headers: { 'content-type': 'application/json', 'x-postern': '1' },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        })
      ).json();
    const { primaryAccounts } = await ask('/.well-known/jmap');
    const create = { k: { name: 'Opening hours', subject: '', text: 'Daily from nine.', html: '' } };
    const set = ['Template/set', { accountId: primaryAccounts['urn:postern:templates'], create }, 'c'];
    await ask('/api/jmap', { using: ['urn:ietf:params:jmap:core', 'urn:postern:templates'], methodCalls: [set] });
  });
  const composer = await mail.compose();
  await composer.recipients('To').fill(`Crew: ${ana.user.address}, ${ben.user.address};`);
  await composer.recipients('To').press('Enter');
  await composer.subject.fill(subject);
  const chip = (address: string) => composer.window.getByRole('button', { name: `Remove ${address}` });
  await chip(ana.user.address).locator('..').dragTo(composer.recipients('To').locator('..'));
  await expect(chip(ana.user.address)).toHaveCount(1);
  // Whoever begins to drag gets the other fields to drop on.
  await chip(ana.user.address).locator('..').dragTo(composer.recipients('Cc').locator('..'));
  await expect(
    composer
      .recipients('Cc')
      .locator('..')
      .getByRole('button', { name: `Remove ${ana.user.address}` }),
  ).toBeVisible();
  await expect(
    composer
      .recipients('To')
      .locator('..')
      .getByRole('button', { name: /^Remove/ }),
  ).toHaveCount(1);

  const words = (value: string) => expect(composer.message).toHaveValue(value);
  const turnTo = async (form: string) => {
    await composer.window.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name: form }).click();
  };
  await turnTo('Plain text');
  await composer.message.click();
  await page.keyboard.type('Hello ;open');
  await expect(page.getByRole('option', { name: 'Opening hours', selected: true })).toBeVisible();
  await page.keyboard.press('Enter');
  await words('Hello Daily from nine.');
  await page.keyboard.press('Control+z');
  await words('Hello ;open');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await turnTo('Rich text');

  await composer.message.click();
  await page.keyboard.type(';ope');
  const offered = page.getByRole('listbox', { name: 'Templates' });
  const hours = offered.getByRole('option', { name: 'Opening hours', selected: true });
  await expect(hours).toBeVisible();
  // Esc is the list's, not the window's.
  await page.keyboard.press('Escape');
  await expect(offered).toHaveCount(0);
  await page.keyboard.type('n');
  await expect(hours).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(composer.message).toContainText('Daily from nine.');
  await expect(offered).toHaveCount(0);
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
  await composer.window.getByRole('button', { name: 'Colour' }).click();
  await page.getByRole('menuitemradio', { name: 'Red' }).click();
  await page.keyboard.insertText('Careful. ');
  // What is pasted keeps its words and their form; what could act or ask somebody for a picture stays out.
  await composer.message.evaluate((element) => {
    const data = new DataTransfer();
    const html =
      '<p onclick="x()" style="position:fixed">Low at <b>six</b><script>x()</script><img src="https://outside.example/p.png"></p><h2>Tides</h2>';
    data.setData('text/html', html);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect(composer.message.getByRole('heading', { name: 'Tides' })).toBeVisible();
  await expect(composer.message.locator('strong')).toHaveText('six');
  expect(await composer.message.locator('script, img, [onclick], [style*=position]').count()).toBe(0);
  await page.keyboard.press('Enter');
  await page.keyboard.type('- **Rope** and oars');
  await expect(composer.message.getByRole('listitem').locator('strong')).toHaveText('Rope');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await composer.window.getByRole('button', { name: 'Table' }).click();
  for (const cell of ['Day', 'Boat', 'Who', 'Monday']) {
    await page.keyboard.insertText(cell);
    await page.keyboard.press('Tab');
  }
  await composer.window.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('menuitem', { name: 'Delete the column' }).click();
  await expect(composer.message.getByRole('cell')).toHaveCount(6);
  expect(await serious(page)).toEqual([]);
  await composer.send();
  await expect.poll(() => placesOn(mailServers, ben.user, subject)).toEqual(['INBOX']);
  const raw = (await rawOn(mailServers, ben.user, 'INBOX', subject)).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
  // As the browser writes styles.
  expect(raw).toMatch(/<span style="color: rgb\(180, 35, 24\);?">Careful\. <\/span>/);
  expect(raw).toMatch(/<td style="border: 1px solid [^";]+; padding: 4px 8px; vertical-align: top;?"[^>]*><p>Monday<\/p><\/td>/);
  expect(raw).toMatch(/Day \| Who/);
  expect(raw).toMatch(new RegExp(`^Cc: .*${ana.user.address}`, 'm'));
});

test('what one tab sends, another one takes back while it can be', async ({ newUser, enter, openMail, ben, mailServers }) => {
  const user = await newUser('two-tabs');
  const first = await openMail(await enter(user));
  await preferValues(first.page, { undoSeconds: 30 });
  await first.page.reload();
  const subject = 'Sent too early';
  const second = new MailPage(await first.page.context().newPage());
  await second.goto(new URL(first.page.url()).origin);
  const composer = new Composer(first.page);
  await first.compose();
  await composer.address('To', ben.user.address);
  await composer.subject.fill(subject);
  await composer.write('Wait.');
  await composer.send();
  await second.page.getByRole('button', { name: 'Outbox: 1 message' }).click();
  const outbox = second.page.getByRole('dialog', { name: 'Outbox' });
  await outbox.getByRole('article', { name: subject }).getByRole('button', { name: 'Do not send' }).click();
  await expect(outbox.getByText('Nothing waits to be sent')).toBeVisible();
  await expect(first.page.getByRole('button', { name: /^Outbox/ })).toHaveCount(0);
  await expect.poll(() => placesOn(mailServers, user, subject)).toEqual(['Drafts']);
  expect(await placesOn(mailServers, ben.user, subject)).toEqual([]);
});
