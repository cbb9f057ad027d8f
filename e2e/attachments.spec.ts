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

/** Two pages, text, a link, and a script that would run on opening in a viewer that runs any. */
function smallPdf(): string {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 5 0 R /Resources << /Font << /F 7 0 R >> >> >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 6 0 R /Resources << /Font << /F 7 0 R >> >> >>',
    stream('BT /F 24 Tf 40 100 Td (First page) Tj ET'),
    stream('BT /F 24 Tf 40 100 Td (Second page) Tj ET'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  return `${text}xref\n0 8\n0000000000 65535 f \n${places.join('')}trailer << /Size 8 /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}
const stream = (content: string): string => `<< /Length ${content.length} >>\nstream\n${content}\nendstream`;

test('§4: a PDF is drawn in a frame that can reach nothing; one that is broken ends in plain words', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const user = await newUser('pdf');
  const part = (name: string, content: string) =>
    ['--b', `Content-Type: application/pdf; name="${name}"`, 'Content-Disposition: attachment', 'Content-Transfer-Encoding: base64', '']
      .concat(Buffer.from(content, 'latin1').toString('base64').replace(/.{76}/g, '$&\r\n'))
      .join('\r\n');
  const head = ['From: Bea <bea@elsewhere.test>', `To: ${user.address}`, 'Subject: Papers', 'MIME-Version: 1.0'];
  const raw = [
    ...head,
    'Content-Type: multipart/mixed; boundary=b',
    '',
    part('paper.pdf', smallPdf()),
    part('torn.pdf', 'no pdf'),
    '--b--',
    '',
  ];
  await mailServers.appendMany(user, 'INBOX', [{ raw: raw.join('\r\n') }]);
  const mail = await openMail(await enter(user));
  const violations: string[] = [];
  mail.page.on('console', (message) => {
    if (/Content Security Policy|Trusted/i.test(message.text())) violations.push(message.text());
  });
  await mail.open('Papers');
  const files = mail.messages().getByRole('region', { name: '2 attachments' });
  // the first page, on the card
  await expect.poll(() => files.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(72);
  await files.getByRole('button', { name: /^View paper.pdf/ }).click();
  const viewer = mail.page.getByRole('dialog');
  const page = viewer.frameLocator('iframe');
  await expect(page.locator('.textLayer').first()).toHaveText('First page');
  await expect(viewer.getByText('Page 1 of 2')).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/pdf.png` });
  expect(await page.locator('body').evaluate(() => [self.origin, document.querySelectorAll('canvas').length > 0])).toEqual(['null', true]);
  const isReached = await page.locator('body').evaluate(() =>
    fetch('/api/health').then(
      () => true,
      () => false,
    ),
  );
  expect(isReached).toBe(false);
  violations.length = 0;
  await viewer.getByRole('button', { name: 'Larger' }).click();
  await expect(viewer.getByText('125 %')).toBeVisible();
  await page.locator('.page').nth(1).scrollIntoViewIfNeeded();
  await expect(page.locator('.textLayer').nth(1)).toHaveText('Second page');
  expect((await new AxeBuilder({ page: mail.page }).include('dialog').exclude('iframe').analyze()).violations).toEqual([]);
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.getByText('This document is damaged, or is no PDF. It can be downloaded.')).toBeVisible();
  expect(violations).toEqual([]);
});
