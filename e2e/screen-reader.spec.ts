import { messagesOn, placesOn } from './app/server-mailbox.ts';
import { expect, preferValues, test } from './fixtures.ts';
import { Listener } from './pages/listener.ts';
import { type BuildMessageInput, buildMessage } from './servers/index.ts';

test('the day of somebody who only hears the page: every step is led to by keys, and says where one is and what has happened', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const [user, carl] = [await newUser('listener'), await newUser('carl')];
  const minuteMs = 60_000;
  const letter = (subject: string, more: Partial<BuildMessageInput> & Pick<BuildMessageInput, 'from'>) =>
    buildMessage({ to: [user.address], subject, text: 'The boat leaves at nine.', ...more });
  const notes = [{ fileName: 'notes.txt', type: 'text/plain', content: 'Some words' }];
  const of = (name: string, address = `${name.toLowerCase()}@boats.test`) => ({ from: { name, address } });
  await mailServers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Boats']);
  await mailServers.doveadm(['mailbox', 'create', '-u', user.login, '-s', 'Boats/Repairs']);
  const letters = [
    letter('Last winter', of('Emil')),
    letter('Boat day', { ...of('Berta'), messageId: '<day@boats.test>', attachments: notes }),
    letter('Re: Boat day', { ...of('Dora'), inReplyTo: '<day@boats.test>', references: ['<day@boats.test>'] }),
    letter('Harbour papers', { ...of('Carl', carl.address), attachments: notes }),
  ];
  const firstAtMs = Date.now() - 60 * minuteMs;
  await mailServers.appendMany(
    user,
    'INBOX',
    letters.map((raw, index) => ({ raw, receivedAtMs: firstAtMs + index * minuteMs })),
  );

  const mail = await openMail(await enter(user));
  const { page, press } = { page: mail.page, press: (...keys: string[]) => mail.press(...keys) };
  await preferValues(page, { undoSeconds: 0, explained: ['first-steps'] });
  await page.reload();
  await expect(mail.rows).toHaveCount(3);
  await expect(page.getByRole('button', { name: 'What you did' })).toBeVisible();
  const ear = await Listener.to(page);
  const hears = (words: string | RegExp) => expect.poll(() => ear.here()).toMatch(words);
  const isTold = (...sentences: (string | RegExp)[]) =>
    test.step(`is told ${sentences.join(', ')}`, async () => {
      const told: string[] = [];
      await expect
        .poll(async () => {
          told.push(...(await ear.said()));
          return told;
        })
        .toEqual(sentences.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
    });
  const allIsNamed = () => expect.poll(() => ear.nameless()).toEqual([]);
  const toList = async () => {
    await press('u');
    await hears(/^row/);
  };

  await test.step('where one is: the parts of the page, its headings, its folders', async () => {
    await expect
      .poll(() => ear.all('navigation', 'main', 'search', 'region', 'banner', 'contentinfo'))
      .toEqual(['navigation “Mail”', 'main “”', 'region “Inbox”', 'search “”', 'region “Notices”']);
    await expect.poll(() => ear.all('heading')).toEqual(['heading “Inbox”, level 1', 'heading “No conversation open”, level 2']);
    await expect
      .poll(() => ear.all('treeitem'))
      .toEqual([
        'treeitem “Inbox, 3 unread”, level 1, selected',
        ...['Drafts', 'Sent', 'Archive', 'Spam', 'Trash'].map((name) => `treeitem “${name}”, level 1`),
        'treeitem “Boats”, level 1, expanded',
        'treeitem “Repairs”, level 2',
      ]);
    await expect(mail.folder('Repairs')).toHaveAttribute('aria-posinset', '1');
    await expect(mail.folder('Repairs')).toHaveAttribute('aria-setsize', '1');
    await allIsNamed();
  });

  await test.step('the list is reached with Tab, and a row says sender, count, subject, marks, time and words, each once', async () => {
    const stops: string[] = [];
    while (stops.length < 40 && !stops.at(-1)?.startsWith('row')) {
      await press('Tab');
      stops.push(await ear.here());
    }
    expect(stops.slice(0, 3)).toEqual([
      `button “Switch account: Up to date ${user.address}”, expanded no`,
      'button “Compose”',
      'treeitem “Inbox, 3 unread”, level 1, selected',
    ]);
    expect(stops.at(-1)).toMatch(/^row “Unread, Carl, Harbour papers, Has attachment, [^,]+, The boat leaves at nine\.”$/);
    await press('ArrowDown');
    await hears(/^row “Unread, Berta, Dora, 2 messages, Re: Boat day, Has attachment, [^,]+, The boat leaves at nine\.”$/);
    await press('s');
    await isTold('Conversation starred');
    await hears(/Boat day, Starred, Has attachment/);
    await press('x');
    await hears(/^row “Unread, Berta.*”, selected$/);
    await expect
      .poll(() => ear.all('toolbar', 'heading', 'checkbox'))
      .toEqual([
        'toolbar “1 selected”',
        'heading “Inbox”, level 1',
        'checkbox “Clear selection”, checked mixed',
        ...['Harbour papers', 'Re: Boat day', 'Last winter'].map(
          (subject) => `checkbox “Select conversation: ${subject}”${subject === 'Re: Boat day' ? ', checked' : ''}`,
        ),
        'heading “No conversation open”, level 2',
      ]);
    await press('x');
  });

  await test.step('a conversation is opened: the focus is on its subject, and what follows is its messages', async () => {
    await press('Enter');
    await hears('heading “Boat day”, level 2');
    await expect
      .poll(() => ear.all('heading', 'article', 'Iframe'))
      .toEqual([
        'heading “Inbox”, level 1',
        'heading “Boat day”, level 2',
        'article “Message from Berta”',
        'heading “Berta <berta@boats.test>”, level 3',
        'Iframe “Text from Berta”',
        'heading “1 attachment”, level 3',
        'article “Message from Dora”',
        'heading “Dora <dora@boats.test>”, level 3',
        'Iframe “Text from Dora”',
      ]);
    await expect(mail.reader).toMatchAriaSnapshot(`
      - region "Conversation":
        - toolbar "Actions":
          - button "Archive"
          - button "Delete"
          - button "Mark as spam"
          - button "Move to…"
          - button "Snooze…"
          - button "Tag…"
          - button "Mark as unread"
          - button "Remove star"
          - button "Reply"
          - button "Reply all"
          - button "Forward"
          - button "More"
        - heading "Boat day" [level=2]
        - button "Print all"
        - button "Collapse all"
        - article "Message from Berta":
          - heading "Berta <berta@boats.test>" [level=3]
          - button "to me Show details"
          - time
          - button "Star"
          - button "Reply"
          - button "More"
          - button "Collapse message from Berta"
    `);
    await allIsNamed();
    await press('k');
    await hears('heading “Harbour papers”, level 2');
  });

  await test.step('an answer: the window says whom it is for, and afterwards one is where one was', async () => {
    await press('r');
    await hears(/^textbox “Message”/);
    await expect.poll(() => ear.all('dialog')).toEqual(['dialog “Reply to Carl”']);
    await expect.poll(() => ear.all('banner', 'contentinfo')).toEqual([]);
    await expect.poll(() => ear.all('combobox')).toContain('combobox “To”, expanded no, (Carl)');
    await allIsNamed();
    await page.keyboard.type('I come.');
    await ear.said();
    await press('Control+Enter');
    await isTold('Sending…', 'Message sent');
    await hears('heading “Harbour papers”, level 2');
    await expect.poll(() => messagesOn(mailServers, carl, 'INBOX')).toMatchObject([{ subject: 'Re: Harbour papers' }]);
  });

  await test.step('archived and taken back, told once each', async () => {
    await toList();
    await hears(/^row “Carl, me, 2 messages, Harbour papers/);
    await press('e');
    await isTold('Conversation archived');
    await hears(/^row “Berta, Dora/);
    await expect.poll(() => placesOn(mailServers, user, 'Harbour papers')).toEqual(['Archive']);
    await press('z');
    await isTold('Undone');
    await expect(mail.rows).toHaveCount(3);
    await expect.poll(() => placesOn(mailServers, user, 'Harbour papers')).toEqual(['INBOX']);
    await press('Enter');
    await hears('heading “Boat day”, level 2');
    await press('e');
    await isTold('Conversation archived');
    await hears('heading “Last winter”, level 2');
    await press('z');
    await isTold('Undone');
    await toList();
  });

  await test.step('a search says how much it found, and leads to the first of it', async () => {
    await press('/');
    await hears('combobox “Search mail”, expanded no');
    await page.keyboard.type('winter');
    await isTold('1 result');
    await press('Enter');
    await hears(/^row “(Unread, )?Emil, Last winter/);
    await expect.poll(() => ear.all('heading')).toContain('heading “Search results”, level 1');
    await allIsNamed();
  });

  await test.step('moved by a dialog, which says its name and takes the focus, and gives it back when one turns round', async () => {
    await press('v');
    await expect.poll(() => ear.all('dialog')).toEqual(['dialog “Move to…”, modal']);
    await hears('option “Inbox”, selected');
    await allIsNamed();
    await press('Escape');
    await hears(/^row “(Unread, )?Emil/);
    await press('v');
    await page.keyboard.type('repairs');
    await hears('option “Repairs”, selected');
    await press('Enter');
    await isTold('Conversation moved to Repairs');
    await expect.poll(() => placesOn(mailServers, user, 'Last winter')).toEqual(['Boats/Repairs']);
  });

  await test.step('the folder tree: opened and closed, and gone to by its keys', async () => {
    await press('Escape', 'g', 'i');
    await hears(/^row “/);
    await ear.said();
    let stops = 0;
    for (let here = ''; !here.startsWith('treeitem') && stops < 60; stops += 1) {
      await press('Shift+Tab');
      here = await ear.here();
    }
    await hears(/^treeitem “Inbox/);
    await press('End', 'ArrowUp');
    await hears('treeitem “Boats”, level 1, expanded');
    await press('ArrowLeft');
    await hears('treeitem “Boats”, level 1, expanded no');
    await press('ArrowRight', 'ArrowRight');
    await hears(/^treeitem “Repairs(, 1 unread)?”, level 2$/);
    await press('Enter');
    await isTold('Repairs');
    await hears(/^treeitem “Repairs(, 1 unread)?”, level 2, selected$/);
    await press('j');
    await expect(mail.rows).toHaveCount(1);
  });

  await test.step('other dialogs say their names and give the focus back', async () => {
    await page.keyboard.press('j');
    for (const [key, name] of [
      ['?', 'Keyboard shortcuts'],
      ['Control+k', 'Commands'],
      ['b', 'Snooze until…'],
      ['l', 'Tags'],
    ] as const) {
      const before = await ear.here();
      await press(key);
      await expect.poll(() => ear.all('dialog')).toEqual([expect.stringContaining(`dialog “${name}`)]);
      expect(await ear.here()).not.toBe(before);
      await allIsNamed();
      await press('Escape');
      await hears(before.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    }
  });
});
