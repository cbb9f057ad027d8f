import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

test('suggestions while typing, a saved search with its count, the palette, and a folder sorted as it was last', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('finder');
  for (const [subject, name] of [
    ['Boat trip', 'Zoe Quist'],
    ['Boat repair', 'Abe Moor'],
    ['Tax return', 'Mia Lund'],
  ] as const)
    await mailServers.deliver(
      user,
      buildMessage({ from: { name, address: `${name.split(' ')[0]}@example.test` }, to: [user.address], subject, text: 'x' }),
    );
  const mail = await openMail(await enter(user));
  const { page } = mail;
  await expect(mail.rows).toHaveCount(3);

  await test.step('a filter is suggested and taken by keys', async () => {
    await mail.search.click();
    await page.keyboard.type('boat is:unr');
    await expect(page.getByRole('listbox', { name: 'Suggestions' }).getByRole('option', { name: /is:unread/ })).toBeVisible();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(mail.search).toHaveValue('boat is:unread ');
    await page.keyboard.press('Enter');
    await expect(mail.rows).toHaveCount(2);
  });

  await test.step('what was looked for is marked in the rows; a filter is a chip that edits the search', async () => {
    await expect(mail.row('Boat trip').locator('mark')).toHaveText('Boat');
    const filters = page.getByRole('list', { name: 'Filters of this search' });
    await filters.getByRole('button', { name: 'Change the filter is: unread' }).click();
    await page.keyboard.type('starred');
    await expect(mail.search).toHaveValue('boat is:starred ');
    await expect(mail.rows).toHaveCount(0);
    await filters.getByRole('button', { name: 'Remove the filter is: starred' }).click();
    await expect(mail.search).toHaveValue('boat');
    await expect(mail.rows).toHaveCount(2);
    await expect(filters).toHaveCount(0);
    await mail.search.fill('boat is:unread');
    await expect(filters.getByRole('button', { name: 'Remove the filter is: unread' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(mail.rows).toHaveCount(2);
  });

  await test.step('saved under a name it stands among the folders with its count, after a reload too, until it is removed', async () => {
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Save this search' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Unread boats');
    await dialog.getByRole('button', { name: 'Save search' }).click();
    const saved = page.getByRole('region', { name: 'Saved searches' });
    await expect(saved.getByRole('link', { name: 'Unread boats' })).toContainText('2');
    await mail.goToFolder('Inbox');
    await page.reload();
    await saved.getByRole('link', { name: 'Unread boats' }).click();
    await expect(mail.rows).toHaveCount(2);
    await saved.getByRole('link', { name: 'Unread boats' }).hover();
    await saved.getByRole('button', { name: 'Remove Unread boats' }).click();
    await expect(saved).toHaveCount(0);
  });

  await test.step('the palette goes to a folder, and acts', async () => {
    await page.keyboard.press('Control+k');
    const palette = page.getByRole('dialog', { name: 'Commands' });
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type('go inb');
    await expect(palette.getByRole('option', { selected: true })).toHaveText('Go to Inbox');
    await page.keyboard.press('Enter');
    await expect(palette).toBeHidden();
    await expect(mail.rows).toHaveCount(3);
    await mail.open('Tax return');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('archive');
    await page.keyboard.press('Enter');
    await expect(mail.row('Tax return')).toHaveCount(0);
  });

  await test.step('a sender becomes a priority one, whose mail has a view and is told of; what is told of can be archived from there', async () => {
    await mail.open('Boat trip');
    const panel = await mail.openSender();
    await panel.getByRole('checkbox', { name: 'Priority sender' }).check();
    await page.keyboard.press('Escape');
    await expect(mail.row('Boat trip')).toHaveAccessibleName(/Priority sender/);
    await expect(mail.row('Boat repair')).not.toHaveAccessibleName(/Priority sender/);
    await page.getByRole('region', { name: 'Saved searches' }).getByRole('link', { name: 'Priority senders' }).click();
    await expect(mail.rows).toHaveText([/Boat trip/]);
    await mail.goToFolder('Inbox');
    // As if somebody had allowed it and looked elsewhere.
    await page.evaluate(() => {
      type Told = { title: string; data: object };
      const told: Told[] = [];
      const tell = (title: string, options: NotificationOptions) => void told.push({ title, data: options.data as object });
      class Recorded {
        static permission = 'granted';
        constructor(title: string, options: NotificationOptions) {
          tell(title, options);
        }
      }
      Object.assign(window, { told, Notification: Recorded });
      ServiceWorkerRegistration.prototype.showNotification = (title, options = {}) => Promise.resolve(tell(title, options));
      Document.prototype.hasFocus = () => false;
      localStorage.setItem('postern.notify', '1');
      window.dispatchEvent(new Event('blur'));
    });
    await mailServers.deliver(
      user,
      buildMessage({ from: { name: 'Zoe Quist', address: 'Zoe@example.test' }, to: [user.address], subject: 'Oars', text: 'x' }),
    );
    await expect(mail.row('Oars')).toBeVisible();
    const told = () => page.evaluate(() => (window as unknown as { told: { title: string }[] }).told.map(({ title }) => title));
    await expect.poll(told).toEqual(['Zoe Quist']);
    await page.evaluate(() => {
      const [notice] = (window as unknown as { told: { data: object }[] }).told;
      navigator.serviceWorker.dispatchEvent(new MessageEvent('message', { data: { ...notice?.data, action: 'archive' } }));
    });
    await expect(mail.row('Oars')).toHaveCount(0);
  });

  await test.step('sorted by sender, and so again after another folder and a reload', async () => {
    await page.getByRole('button', { name: 'Sort' }).click();
    await page.getByRole('menuitemradio', { name: 'By sender' }).click();
    await expect(mail.rows).toHaveText([/Abe Moor/, /Zoe Quist/]);
    await mail.goToFolder('Archive');
    await expect(mail.rows).toHaveText([/Oars/, /Tax return/]);
    await page.reload();
    await mail.goToFolder('Inbox');
    await expect(mail.rows).toHaveText([/Abe Moor/, /Zoe Quist/]);
  });

  await test.step('by date rows stand under days and months, which go on when the day does; by sender they do not', async () => {
    const old = { Plans: '2019-05-02', Landing: '2019-07-09', Launch: '2019-07-10' };
    await mailServers.appendMany(
      user,
      'Archive',
      Object.entries(old).map(([subject, day]) => ({
        raw: buildMessage({ from: 'mia@example.test', to: [user.address], subject, text: 'x' }),
        receivedAtMs: Date.parse(`${day}T09:00:00Z`),
      })),
    );
    /** the page's clock stands there, and the page is looked at again */
    const at = async (time: string) => {
      await page.clock.setFixedTime(time);
      await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    };
    await mail.goToFolder('Archive');
    await page.getByRole('button', { name: 'Sort' }).click();
    await page.getByRole('menuitemradio', { name: 'Oldest first' }).click();
    await expect(mail.rows).toHaveText([/Plans/, /Landing/, /Launch/, /Tax return|Oars/, /Tax return|Oars/]);
    const list = page.getByRole('region', { name: 'Archive' });
    await at('2019-07-10T20:00:00Z');
    // the heading of the first row stands above the list, the others on the lines between
    const headings = list.getByText(/^(May|Today|Yesterday|This week|Last week)$/);
    await expect(headings).toHaveText(['May', 'Yesterday', 'Today']);
    await at('2019-07-10T22:00:01Z');
    await expect(headings).toHaveText(['May', 'This week', 'Yesterday']);
    await page.getByRole('button', { name: 'Sort' }).click();
    await page.getByRole('menuitemradio', { name: 'By sender' }).click();
    await expect(headings).toHaveCount(0);
  });
});
