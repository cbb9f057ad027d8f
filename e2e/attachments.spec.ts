import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';

const picture = readFileSync('docs/images/mail.png').toString('base64').replace(/.{76}/g, '$&\r\n');
const nested = [
  'From: Cleo <cleo@elsewhere.test>',
  'Subject: Inner letter',
  'Content-Type: text/html',
  '',
  '<p>Read <b>me</b><script>window.ran=1</script></p>',
  '',
];

function withFiles(to: string): string {
  const part = (type: string, name: string, body: string, ...more: string[]) =>
    ['--b', `Content-Type: ${type}; name="${name}"`, `Content-Disposition: attachment; filename="${name}"`, ...more, '', body].join('\r\n');
  return [
    'From: Bea <bea@elsewhere.test>',
    `To: ${to}`,
    'Subject: Five files',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/plain',
    '',
    'See the files.',
    part('image/png', 'screen.png', picture, 'Content-Transfer-Encoding: base64'),
    part('text/csv', 'figures.csv', 'Name;Sum\r\n"Ann; née B";1,50\r\n'),
    part('application/octet-stream', 'page.html', '<script>document.title="ran"</script>'),
    part('text/x-log', 'build.log', 'line one\r\n<b>line two</b>\r\n'),
    part('message/rfc822', 'letter.eml', nested.join('\r\n')),
    '--b--',
    '',
  ].join('\r\n');
}

test('§4: pictures, tables, text and attached letters are looked at here; what runs is only ever downloaded', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const user = await newUser('files');
  await mailServers.appendMany(user, 'INBOX', [{ raw: withFiles(user.address) }]);
  const mail = await openMail(await enter(user));
  await mail.open('Five files');
  const files = mail.messages().getByRole('region', { name: '5 attachments' });
  await expect.poll(() => files.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await expect(files.getByRole('button', { name: /^View page.html/ })).toHaveCount(0);
  await expect(files.getByRole('link', { name: /^Download page.html/ })).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/files.png` });

  await files.getByRole('button', { name: /^View screen.png/ }).click();
  const viewer = mail.page.getByRole('dialog');
  await expect(viewer.getByRole('img', { name: 'screen.png' })).toBeVisible();
  expect((await new AxeBuilder({ page: mail.page }).include('dialog').analyze()).violations).toEqual([]);
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/picture.png` });
  await mail.page.keyboard.press('ArrowRight');
  await expect(viewer.getByRole('cell', { name: 'Ann; née B' })).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/table.png` });
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.locator('pre')).toHaveText('line one\n<b>line two</b>\n');
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.getByText('Inner letter')).toBeVisible();
  await expect(viewer.frameLocator('iframe').getByText('Read me')).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/letter.png` });
  expect(await mail.page.evaluate(() => 'ran' in window)).toBe(false);
  await mail.page.keyboard.press('Escape');
  await expect(viewer).toHaveCount(0);
});
