import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { placesOn, rawOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

/** What the browser keeps when this is done, and under which name. */
async function downloaded(page: Page, act: () => Promise<void>): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent('download');
  await act();
  const download = await coming;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'latin1') };
}

test('messages go along as files of one new message, and are exported one by one, several as a ZIP, a folder as an mbox', async ({
  ana,
  ben,
  openMail,
  mailServers,
}) => {
  for (const word of ['first', 'second'])
    await mailServers.deliver(
      ana.user,
      buildMessage({ from: 'rosa@example.test', to: [ana.user.address], subject: `Take along ${word}`, text: `The ${word} words.` }),
    );
  const mail = await openMail(ana);
  const { page } = mail;
  for (const word of ['first', 'second']) {
    await mail.row(`Take along ${word}`).hover();
    await mail.row(`Take along ${word}`).getByRole('checkbox').click({ force: true });
  }
  const bar = page.getByRole('toolbar', { name: '2 selected' });

  await mail.row('Take along first').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Forward as attachments' }).click();
  const composer = await mail.composer();
  await expect(composer.files).toHaveText([/Take along first\.eml/, /Take along second\.eml/]);
  await composer.address('To', ben.user.address);
  await composer.subject.fill('Both of them');
  await composer.send();
  await expect.poll(() => placesOn(mailServers, ben.user, 'Both of them'), { timeout: 45_000 }).toEqual(['INBOX']);
  const arrived = await rawOn(mailServers, ben.user, 'INBOX', 'Both of them');
  expect(arrived.match(/^Content-Type: message\/rfc822/gm)).toHaveLength(2);
  for (const word of ['first', 'second']) expect(arrived).toContain(`The ${word} words.`);
  // both are marked, at the mail server too
  await expect
    .poll(
      () => mailServers.doveadm(['search', '-u', ana.user.login, 'mailbox', 'INBOX', 'keyword', '$Forwarded', 'subject', 'Take along']),
      {
        timeout: 45_000,
      },
    )
    .toMatch(/^\S+ \d+\n\S+ \d+$/m);

  await bar.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await expect(dialog).toContainText('2 messages');
  await dialog.getByRole('radio', { name: /^A ZIP/ }).check();
  const zip = await downloaded(page, () => dialog.getByRole('button', { name: 'Export' }).click());
  expect([zip.name, zip.text.startsWith('PK\u0003\u0004')]).toEqual(['Inbox.zip', true]);
  for (const word of ['first', 'second']) expect(zip.text).toMatch(new RegExp(`\\d{4}-\\d\\d-\\d\\d Take along ${word}\\.eml`));
  await expect(mail.toast('2 messages are being downloaded')).toBeVisible();

  await mail.press('Escape');
  await mail.row('Take along second').click({ button: 'right' });
  const one = await downloaded(page, () => page.getByRole('menuitem', { name: 'Export…' }).click());
  expect(one.name).toBe('Take along second.eml');
  expect(one.text).toContain('The second words.');

  await mail.folder('Inbox').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Export…' }).click();
  await expect(dialog).toContainText('Everything in “Inbox”');
  const mbox = await downloaded(page, () => dialog.getByRole('button', { name: 'Export' }).click());
  expect(mbox.name).toBe('Inbox.mbox');
  expect(mbox.text).toMatch(/^From rosa@example\.test /m);
  for (const word of ['first', 'second']) expect(mbox.text).toContain(`The ${word} words.`);
});
