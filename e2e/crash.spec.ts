import type { Page } from '@playwright/test';
import { messagesOn, placesOn } from './app/server-mailbox.ts';
import { expect, jmap, preferValues, test } from './fixtures.ts';
import { buildMessage, startMailServers } from './servers/index.ts';

/**
 * The mail servers are away while the click is made, so the gateway has it in its book and cannot have carried it out when the process is
 * killed. What arrives after the restart is what the book says, and nothing twice.
 */
test('kill -9 between a click and its execution: after the restart every effect arrives once', async ({ ownApp, enter, openMail }) => {
  test.setTimeout(180_000);
  await using servers = await startMailServers();
  const [ana, ben] = [await servers.newUser('ana'), await servers.newUser('ben')];
  const subjects = ['To archive', 'To star', 'To delete'];
  for (const subject of subjects) {
    await servers.deliver(ana, buildMessage({ from: 'rosa@example.test', to: [ana.address], subject, text: 'x' }));
  }
  const app = await ownApp({}, servers);
  const person = await enter(ana, app);
  const mail = await openMail(person, { url: app.url });
  // Its window is open until after the kill, so that no try is made before.
  await preferValues(mail.page, { undoSeconds: 15 });
  await mail.page.reload();
  for (const subject of subjects) await expect(mail.row(subject)).toBeVisible();

  const composer = await mail.compose();
  await composer.address('To', ben.address);
  await composer.subject.fill('Sent before the crash');
  await composer.write('Only once, please.');

  await test.step('the servers go away, the clicks are made', async () => {
    await servers.stopIncoming();
    await servers.stopOutgoing();
    await composer.send();
    await schedule(mail.page, ben.address, 16_000);
    await mail.row('To star').hover();
    await mail.row('To star').getByRole('button', { name: 'Star' }).click();
    for (const [subject, tool] of [
      ['To archive', 'Archive'],
      ['To delete', 'Delete'],
    ] as const) {
      const answered = mail.page.waitForResponse((response) => {
        const body = response.request().postData() ?? '';
        return response.url().endsWith('/api/jmap') && body.includes('Email/set') && body.includes('mailboxIds');
      });
      await mail.row(subject).hover();
      await mail.row(subject).getByRole('button', { name: tool }).click();
      await expect(mail.row(subject)).toHaveCount(0);
      // the gateway has it in its book
      expect((await answered).status()).toBe(200);
    }
  });

  await test.step('kill -9, the servers come back, restart', async () => {
    await app.kill('SIGKILL');
    await servers.startIncoming();
    await servers.startOutgoing();
    await app.restart();
  });

  await expect.poll(() => placesOn(servers, ana, 'To archive'), { timeout: 45_000 }).toEqual(['Archive']);
  await expect.poll(() => placesOn(servers, ana, 'To delete'), { timeout: 45_000 }).toEqual(['Trash']);
  await expect
    .poll(async () => (await messagesOn(servers, ana, 'INBOX')).find(({ subject }) => subject === 'To star')?.flags ?? [], {
      timeout: 45_000,
    })
    .toContain('\\Flagged');
  await expect.poll(() => placesOn(servers, ben, 'Sent before the crash'), { timeout: 60_000 }).toEqual(['INBOX']);
  await expect.poll(() => placesOn(servers, ana, 'Sent before the crash'), { timeout: 45_000 }).toEqual(['Sent']);
  // What was to go later goes at its time, whatever happened until then.
  await expect.poll(() => placesOn(servers, ben, 'For later'), { timeout: 120_000 }).toEqual(['INBOX']);

  // the page that was open all the while is right again without a reload, and so is the server after one more round
  await expect(mail.row('To star').getByRole('button', { name: 'Remove star' })).toBeVisible();
  await expect(mail.row('To archive')).toHaveCount(0);
  await servers.deliver(ana, buildMessage({ from: 'rosa@example.test', to: [ana.address], subject: 'After it all', text: 'x' }));
  await expect(mail.row('After it all')).toBeVisible({ timeout: 45_000 });
  for (const [subject, place] of [
    ['To archive', 'Archive'],
    ['To delete', 'Trash'],
    ['To star', 'INBOX'],
    ['Sent before the crash', 'Sent'],
  ] as const) {
    expect(await placesOn(servers, ana, subject)).toEqual([place]);
  }
  for (const subject of ['Sent before the crash', 'For later']) expect(await placesOn(servers, ben, subject)).toEqual(['INBOX']);
});

/** Sends later by the same request as the composer; its own choice of time counts in minutes. */
async function schedule(page: Page, to: string, afterMs: number): Promise<void> {
  const accountId = await page.evaluate(async () => {
    const session = await (await fetch('/.well-known/jmap', { headers: { 'x-postern': '1' } })).json();
    return session.primaryAccounts['urn:ietf:params:jmap:mail'] as string;
  });
  const [identities, folders] = await jmap(page, [
    ['Identity/get', { accountId, ids: null }, 'i'],
    ['Mailbox/query', { accountId, filter: { role: 'drafts' } }, 'm'],
  ]);
  const { id: identityId, email } = (identities![1].list as { id: string; email: string }[])[0]!;
  const [drafts] = folders![1].ids as string[];
  const message = {
    ...{
      mailboxIds: { [drafts!]: true },
      keywords: { $draft: true, $seen: true },
      from: [{ email }],
      to: [{ email: to }],
      subject: 'For later',
    },
    ...{ textBody: [{ partId: 't', type: 'text/plain' }], bodyValues: { t: { value: 'At its time.' } } },
  };
  const until = new Date(Date.now() + afterMs).toISOString().replace(/\.\d+Z$/, 'Z');
  const envelope = { mailFrom: { email, parameters: { HOLDUNTIL: until } }, rcptTo: [{ email: to, parameters: null }] };
  const [, submitted] = await jmap(page, [
    ['Email/set', { accountId, create: { k: message } }, 'e'],
    ['EmailSubmission/set', { accountId, create: { s: { identityId, emailId: '#k', envelope } } }, 's'],
  ]);
  expect(submitted![1].created).toHaveProperty('s');
}
