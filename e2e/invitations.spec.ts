import { rawOn } from './app/server-mailbox.ts';
import { expect, test } from './fixtures.ts';

type Made = { method: string; sequence: number; hour: string; from: string; to: string; id: string; answers?: string; subject?: string };

function invitation({ method, sequence, hour, from, to, id, answers, subject = 'Invitation: Boat day' }: Made): string {
  return [
    `From: Ben <${from}>`,
    `To: ${to}`,
    `Subject: ${subject}`,
    `Message-ID: <${id}@boats.test>`,
    ...(answers === undefined ? [] : [`References: <${answers}@boats.test>`]),
    'MIME-Version: 1.0',
    'Content-Type: multipart/alternative; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'Come along.',
    '--b',
    `Content-Type: text/calendar; method=${method}; charset=UTF-8`,
    '',
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `METHOD:${method}`,
    'BEGIN:VEVENT',
    'UID:boat-day@boats.test',
    `SEQUENCE:${sequence}`,
    `DTSTAMP:2026110${sequence + 1}T100000Z`,
    `DTSTART;TZID=Eastern Standard Time:20270624T${hour}0000`,
    `DTEND;TZID=Eastern Standard Time:20270624T${hour}3000`,
    'SUMMARY:Boat day',
    'LOCATION:Pier 4',
    `ORGANIZER;CN=Ben:mailto:${from}`,
    `ATTENDEE;CN=Ana;PARTSTAT=NEEDS-ACTION:mailto:${to}`,
    'END:VEVENT',
    'END:VCALENDAR',
    '--b--',
    '',
  ].join('\r\n');
}

test('C8: a change or cancellation that stands as a conversation of its own is told at the invitation, and leads there', async ({
  newUser,
  enter,
  openMail,
  mailServers,
}) => {
  const user = await newUser('invited');
  const made = { from: 'ben@boats.test', to: user.address, hour: '09' };
  await mailServers.appendMany(user, 'INBOX', [
    { raw: invitation({ ...made, method: 'REQUEST', sequence: 0, id: 'alone-1' }), receivedAtMs: Date.parse('2026-11-01T10:00:00Z') },
    {
      raw: invitation({
        ...made,
        method: 'CANCEL',
        sequence: 9,
        id: 'alone-2',
        from: 'eve@evil.test',
        subject: 'Boat day is off, says Eve',
      }),
      receivedAtMs: Date.parse('2026-11-02T10:00:00Z'),
    },
    {
      raw: invitation({ ...made, method: 'CANCEL', sequence: 1, id: 'alone-3', subject: 'Called off' }),
      receivedAtMs: Date.parse('2026-11-03T10:00:00Z'),
    },
  ]);
  const mail = await openMail(await enter(user));
  await mail.open('Invitation: Boat day');
  const card = mail.reader.getByRole('region', { name: 'Invitation: Boat day' });
  await expect(card.getByText('This event was cancelled by a message that stands as a conversation of its own.')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Accept', exact: true })).toHaveCount(0);
  await card.getByRole('button', { name: 'Show that message' }).click();
  await expect(mail.reader.getByRole('heading', { level: 2 })).toHaveText('Called off');
  await expect(mail.reader.getByText('The organiser has cancelled this event.')).toBeVisible();
});

test('C8: an invitation is answered where it is read, and what came after it is told', async ({ ana, ben, openMail, mailServers }) => {
  const people = { from: ben.user.address, to: ana.user.address };
  await mailServers.deliver(ana.user, invitation({ ...people, method: 'REQUEST', sequence: 0, hour: '09', id: 'first' }));
  const mail = await openMail(ana);
  await mail.open('Invitation: Boat day');
  const card = mail.reader.getByRole('region', { name: 'Invitation: Boat day' }).first();
  await expect(card.getByText('Pier 4')).toBeVisible();
  // 09:00 in New York in June is 15:00 in Berlin
  await expect(card.getByText(/Thursday.* 24 June 2027.*15:00.*15:30.*your time, Berlin/)).toBeVisible();
  await expect(card.getByText(/09:00.*09:30 in New York/)).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/invitation.png` });
  await card.getByRole('button', { name: 'Add a note' }).click();
  await card.getByLabel('Note to the organiser').fill('I bring the rope, and a knife');
  await card.getByRole('button', { name: 'Accept', exact: true }).click();
  await expect(card.getByText('You accepted.')).toBeVisible();

  const arrived = () => rawOn(mailServers, ben.user, 'INBOX', 'Accepted: Boat day').catch(() => '');
  await expect.poll(arrived).toContain('METHOD:REPLY');
  const raw = (await arrived()).replaceAll(/\r?\n[ \t]/g, '');
  expect(raw).toMatch(/Content-Type: text\/calendar;.*method=REPLY/i);
  expect(raw).toMatch(/In-Reply-To: <first@boats\.test>/i);
  expect(raw).toContain(`ATTENDEE;PARTSTAT=ACCEPTED;CN="Ana":mailto:${ana.user.address}`);
  expect(raw).toContain('COMMENT:I bring the rope\\, and a knife');

  const update = { ...people, method: 'REQUEST', sequence: 1, hour: '10', id: 'second', answers: 'first' };
  await mailServers.deliver(ana.user, invitation(update));
  await expect(card.getByText('There is a newer version of this invitation further down.')).toBeVisible();
  const newer = mail.reader.getByRole('region', { name: 'Invitation: Boat day' }).filter({ hasText: 'Changed invitation' });
  await expect(newer.getByText(/You accepted\. That was before the last change\./)).toBeVisible();
  await mailServers.deliver(ana.user, invitation({ ...update, method: 'CANCEL', sequence: 2, id: 'third', answers: 'second' }));
  await expect(mail.reader.getByText('The organiser has cancelled this event.')).toBeVisible();
  await expect(newer.getByText('This event was cancelled further down.')).toBeVisible();
  await expect(card.getByRole('button', { name: 'Accept', exact: true })).toHaveCount(0);
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/cancelled.png` });
});
