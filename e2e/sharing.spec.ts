import { expect, test } from './fixtures.ts';
import { askSession } from './jmap/jmap-door.ts';
import { ourPage, signInByPost } from './jmap/web-session.ts';
import { buildMessage } from './servers/index.ts';

test('on the screen an account that is shared to be read says so, and offers nothing that would be refused', async ({
  app,
  newUser,
  mailServers,
  enter,
  openMail,
}) => {
  const [owner, guest] = [await newUser('owner'), await newUser('reader')];
  await mailServers.deliver(owner, buildMessage({ from: 'zoe@example.test', to: [owner.address], subject: 'Minutes', text: 'of Monday' }));
  const cookie = await signInByPost(app.url, owner);
  const headers = { cookie, 'content-type': 'application/json', ...ourPage(app.url) };
  const { accounts } = (await (await fetch(`${app.url}/api/accounts`, { headers })).json()) as { accounts: { id: string }[] };
  const body = JSON.stringify({ address: guest.address, access: 'read' });
  expect((await fetch(`${app.url}/api/accounts/${accounts[0]!.id}/shares`, { method: 'POST', headers, body })).ok).toBe(true);

  const mail = await openMail(await enter(guest));
  const { page } = mail;
  await mail.switcher.click();
  await expect(page.getByRole('menu')).toContainText('Shared with you');
  await page.getByRole('menuitemradio', { name: `${owner.address} · Read only` }).click();
  await expect(mail.switcher).toContainText('Read only');
  await mail.open('Minutes');
  for (const tool of ['Archive', 'Delete', 'Reply', 'Forward']) await expect(mail.tool(tool)).toBeDisabled();
  await expect(mail.messages().getByRole('button', { name: 'Reply' })).toHaveCount(0);
  await mail.press('x');
  const bulk = page.getByRole('toolbar', { name: '1 selected' });
  for (const tool of ['Archive', 'Delete', 'Mark as read', 'Star']) await expect(bulk.getByRole('button', { name: tool })).toBeDisabled();
});

test('an account is shared in settings, is there for the other person, and is theirs no longer afterwards', async ({
  app,
  newUser,
  ana,
  mail,
}) => {
  const { user: owner } = ana;
  const guest = await newUser('guest');
  const cookie = await signInByPost(app.url, guest);
  const accounts = async () => {
    const session = (await (await askSession(app.url, { cookie })).json()) as {
      accounts: Record<string, { name: string; isPersonal: boolean; isReadOnly: boolean; accountCapabilities: object }>;
    };
    const withMail = Object.values(session.accounts).filter((one) => 'urn:ietf:params:jmap:mail' in one.accountCapabilities);
    return withMail.map(({ name, isPersonal, isReadOnly }) => ({ name, isPersonal, isReadOnly }));
  };
  const own = { name: guest.address, isPersonal: true, isReadOnly: false };
  expect(await accounts()).toEqual([own]);

  const { page } = mail;
  await page.goto('/settings');
  await page.getByRole('button', { name: `Share ${owner.address}` }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Mail address').fill('somebody@elsewhere.example');
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('Cannot share with this address');
  await dialog.getByLabel('Mail address').fill(guest.address);
  await dialog.getByRole('button', { name: 'Share', exact: true }).click();
  const row = dialog.getByRole('listitem').filter({ hasText: guest.address });
  await expect(row).toContainText('Read');
  expect(await accounts()).toEqual([own, { name: owner.address, isPersonal: false, isReadOnly: true }]);

  // what is the owner's alone stays so
  const listed = (await (await fetch(`${app.url}/api/accounts`, { headers: { cookie } })).json()) as { accounts: { address: string }[] };
  expect(listed.accounts.map(({ address }) => address)).toEqual([guest.address]);
  const session = (await (await askSession(app.url, { cookie })).json()) as { accounts: Record<string, { isPersonal: boolean }> };
  const shared = Object.entries(session.accounts).find(([, { isPersonal }]) => !isPersonal)![0];
  const refused = await fetch(`${app.url}/api/accounts/${shared}`, { method: 'DELETE', headers: { cookie, ...ourPage(app.url) } });
  expect(refused.status).toBe(404);

  await row.getByRole('button', { name: `Stop sharing with ${guest.address}` }).click();
  await expect(row).toHaveCount(0);
  expect(await accounts()).toEqual([own]);
});
