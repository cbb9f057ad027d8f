import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { buildMessage } from './servers/index.ts';

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

/** RIFF/WAVE, PCM, 8 bits at 8 kHz: a tone. */
function smallSound(seconds: number): Buffer {
  const samples = Buffer.from(Array.from({ length: 8_000 * seconds }, (_, n) => 128 + Math.round(90 * Math.sin(n / 3))));
  const head = Buffer.alloc(44);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

/** WebM, taken by the browser itself of a canvas on which something moves. */
async function smallFilm(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
    const pen = canvas.getContext('2d');
    const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
    const pieces: Blob[] = [];
    recorder.ondataavailable = ({ data }) => pieces.push(data);
    const ended = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    recorder.start();
    const untilMs = performance.now() + 500;
    for (let n = 0; n < 12 || performance.now() < untilMs; n += 1) {
      if (pen !== null) pen.fillStyle = n % 2 === 0 ? 'teal' : 'gold';
      pen?.fillRect((n % 16) * 4, 0, 4, 48);
      await new Promise(requestAnimationFrame);
    }
    recorder.stop();
    await ended;
    const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  return Buffer.from(base64, 'base64');
}

test('§4: sounds and films are played here and go to any place in them; what is none says so', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const user = await newUser('media');
  const mail = await openMail(await enter(user));
  const film = await smallFilm(mail.page);
  const raw = buildMessage({
    from: 'bea@elsewhere.test',
    to: [user.address],
    subject: 'Sound and film',
    text: 'Listen.',
    attachments: [
      { fileName: 'tone.wav', type: 'audio/wav', content: smallSound(90) },
      { fileName: 'film.webm', type: 'video/webm', content: film },
      { fileName: 'broken.webm', type: 'video/webm', content: Buffer.from('no film at all') },
    ],
  });
  await mailServers.appendMany(user, 'INBOX', [{ raw }]);
  await mail.open('Sound and film');
  await mail
    .messages()
    .getByRole('button', { name: /^View tone.wav/ })
    .click();
  const viewer = mail.page.getByRole('dialog');
  const media = (name: string) => viewer.locator('audio, video').and(viewer.getByLabel(name));
  /** Plays from so many seconds on. @returns when it has gone on from there */
  const play = (name: string, fromSeconds: number) =>
    media(name).evaluate(async (element, fromSeconds) => {
      const player = element as HTMLMediaElement;
      player.muted = true;
      const once = (event: string) => new Promise((resolve) => player.addEventListener(event, resolve, { once: true }));
      if (player.readyState === 0) await once('loadedmetadata');
      if (fromSeconds > 0) {
        const seeked = once('seeked');
        player.currentTime = fromSeconds;
        await seeked;
      }
      const moved = new Promise<number>((resolve) => {
        const look = () => {
          if (player.currentTime > fromSeconds) resolve(player.currentTime);
        };
        player.addEventListener('timeupdate', look);
        player.addEventListener('ended', look);
      });
      await player.play();
      return moved;
    }, fromSeconds);
  expect(await play('tone.wav', 80)).toBeGreaterThan(80);
  await viewer.getByRole('button', { name: 'Next file' }).click();
  expect(await play('film.webm', 0)).toBeGreaterThan(0);
  expect(await media('film.webm').evaluate((element) => (element as HTMLVideoElement).videoWidth)).toBe(64);
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/film.png` });
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.getByText('This file could not be shown')).toBeVisible();
  await expect(viewer.getByRole('link', { name: /Download/ })).toBeVisible();
});

/**
 * Two pages, text, a link, and a script that would run on opening in a viewer that runs any.
 *
 * @param password  the document opens with it alone (RC4, 40 bits: PDF 32000-1 §7.6.3)
 */
function smallPdf({ password = null }: { password?: string | null } = {}): string {
  const lock = password === null ? null : lockedBy(password);
  const stream = (id: number, content: string): string =>
    `<< /Length ${content.length} >>\nstream\n${lock === null ? content : lock.sealed(id, content)}\nendstream`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >> >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 5 0 R /Resources << /Font << /F 7 0 R >> >> >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 200] /Contents 6 0 R /Resources << /Font << /F 7 0 R >> >> >>',
    stream(5, 'BT /F 24 Tf 40 100 Td (First page) Tj ET'),
    stream(6, 'BT /F 24 Tf 40 100 Td (Second page) Tj ET'),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Filter /Standard /V 1 /R 2 /P -4 /O <${owner.toString('hex')}> /U <${lock?.user.toString('hex') ?? ''}> >>`,
  ];
  let text = '%PDF-1.7\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  return `${text}xref\n0 9\n0000000000 65535 f \n${places.join('')}trailer << /Size 9 /Root 1 0 R ${lock !== null ? '/Encrypt 8 0 R /ID [<00><00>] ' : ''}>>\nstartxref\n${text.length}\n%%EOF\n`;
}
const owner = Buffer.alloc(32, 0xa5);
const padding = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');
const md5 = (...parts: Buffer[]): Buffer => createHash('md5').update(Buffer.concat(parts)).digest();

/** What says whether a password is the one (algorithms 2 and 4), and how a stream of an object is sealed with it (algorithm 1). */
function lockedBy(password: string): { user: Buffer; sealed: (id: number, content: string) => string } {
  const padded = Buffer.concat([Buffer.from(password, 'latin1'), padding]).subarray(0, 32);
  const key = md5(padded, owner, Buffer.from(u32(0xfffffffc)), Buffer.from([0])).subarray(0, 5);
  return {
    user: rc4(key, padding),
    sealed: (id, content) =>
      rc4(md5(key, Buffer.from([...u16(id), 0, 0, 0])).subarray(0, 10), Buffer.from(content, 'latin1')).toString('latin1'),
  };
}

function rc4(key: Buffer, content: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, index) => index);
  const swap = (one: number, other: number): void => {
    [state[one], state[other]] = [state[other] ?? 0, state[one] ?? 0];
  };
  for (let i = 0, j = 0; i < 256; i += 1) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 255;
    swap(i, j);
  }
  let [i, j] = [0, 0];
  return Buffer.from(
    content.map((octet) => {
      i = (i + 1) & 255;
      j = (j + (state[i] ?? 0)) & 255;
      swap(i, j);
      return octet ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 255] ?? 0);
    }),
  );
}

test('§4: a PDF is drawn in a frame that can reach nothing; one that is broken ends in plain words, one that is locked asks for its password', async ({
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
    part('locked.pdf', smallPdf({ password: 'harbour' })),
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
  const files = mail.messages().getByRole('region', { name: '3 attachments' });
  // the first page, on the card; the others have none
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
  await viewer.getByRole('button', { name: 'Next file' }).click();
  const password = viewer.getByLabel('Password of the document');
  await expect(password).toBeFocused();
  await password.fill('wharf');
  await viewer.getByRole('button', { name: 'Open', exact: true }).click();
  await expect(viewer.getByText('That password does not open it.')).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/pdf-locked.png` });
  await password.fill('harbour');
  await password.press('Enter');
  await expect(page.locator('.textLayer').first()).toHaveText('First page');
  await expect(password).toHaveCount(0);
  expect(violations).toEqual([]);
});

const u16 = (value: number) => [value & 255, value >> 8];
const u32 = (value: number) => [...u16(value & 65535), ...u16(value >>> 16)];
const attribute = (id: number, value: Uint8Array) => [2, ...u16(id), 0, 0, ...u32(value.length), ...value, 0, 0];
const winmail = Buffer.from([
  ...u32(0x223e9f78),
  1,
  0,
  ...attribute(0x9002, new Uint8Array(14)),
  ...attribute(0x8010, Buffer.from('inside.txt\0')),
  ...attribute(0x800f, Buffer.from('found me')),
]);

test('§4: what a winmail.dat, a calendar and a contact file hold is seen; all files are found again, and saved at once', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}, info) => {
  const user = await newUser('folder');
  const part = (type: string, name: string, content: string | Buffer) =>
    ['--b', `Content-Type: ${type}`, `Content-Disposition: attachment; filename="${name}"`, 'Content-Transfer-Encoding: base64', '']
      .concat(Buffer.from(content).toString('base64'))
      .join('\r\n');
  const event = [
    'BEGIN:VCALENDAR',
    'BEGIN:VEVENT',
    'UID:1',
    'DTSTART;VALUE=DATE:20270101',
    'SUMMARY:New year',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  const card = ['BEGIN:VCARD', 'VERSION:4.0', 'FN:Cleo Lind', 'EMAIL:cleo@elsewhere.test', 'TEL:+49 30 1234', 'END:VCARD'];
  const head = [
    'From: News <news@elsewhere.test>',
    `To: ${user.address}`,
    'Subject: A box of files',
    'List-Unsubscribe: <mailto:leave@elsewhere.test>',
    'List-Id: News of the box <box.elsewhere.test>',
    'List-Archive: <https://elsewhere.test/archive>',
    'List-Help: <javascript:alert(1)>',
  ];
  const files = [
    part('application/ms-tnef', 'winmail.dat', winmail),
    part('application/octet-stream', 'new-year.ics', event.join('\r\n')),
    part('text/vcard', 'cleo.vcf', card.join('\r\n')),
  ];
  const raw = [...head, 'MIME-Version: 1.0', 'Content-Type: multipart/mixed; boundary=b', '', ...files, '--b--', ''].join('\r\n');
  await mailServers.appendMany(user, 'INBOX', [{ raw }]);
  const mail = await openMail(await enter(user));
  await mail.open('A box of files');
  await mail
    .messages()
    .getByRole('button', { name: /Show details/ })
    .click();
  await expect(mail.messages().getByRole('link', { name: 'Archive (elsewhere.test)' })).toHaveAttribute(
    'href',
    'https://elsewhere.test/archive',
  );
  await expect(mail.messages().getByText('Help', { exact: true })).toHaveCount(0);
  const region = mail.messages().getByRole('region', { name: '4 attachments' });
  await region.getByRole('button', { name: /^View inside.txt/ }).click();
  const viewer = mail.page.getByRole('dialog');
  await expect(viewer.locator('pre')).toHaveText('found me');
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.getByRole('heading', { name: 'New year' })).toBeVisible();
  await viewer.getByRole('button', { name: 'Next file' }).click();
  await expect(viewer.getByText('+49 30 1234')).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/card.png` });
  await viewer.getByRole('button', { name: 'Add to contacts' }).click();
  await expect(viewer.getByRole('button', { name: 'Add to contacts' })).toBeDisabled();
  await mail.page.keyboard.press('Escape');

  const downloading = mail.page.waitForEvent('download');
  await region.getByRole('link', { name: 'Save all (3)' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toBe('A box of files.zip');
  const path = info.outputPath('all.zip');
  await download.saveAs(path);
  expect(readFileSync(path).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');

  await mail.page.getByRole('button', { name: 'Files', exact: true }).click();
  const list = mail.page.getByRole('dialog').getByRole('list', { name: 'Files' });
  await expect(list.getByRole('listitem')).toHaveCount(3);
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/all-files.png` });
  await mail.page.getByRole('dialog').getByLabel('Kind').selectOption('calendar');
  await expect(list.getByRole('listitem')).toHaveCount(2);
  expect((await new AxeBuilder({ page: mail.page }).include('dialog').analyze()).violations).toEqual([]);
  await mail.page.keyboard.press('Escape');

  await test.step('on a phone nothing lies over the message of a file that was chosen', async () => {
    await mail.page.setViewportSize({ width: 390, height: 844 });
    await mail.page.goto('/mail');
    await mail.page.getByRole('button', { name: 'Show folders' }).click();
    await mail.page.getByRole('button', { name: 'Files', exact: true }).click();
    await list.getByRole('button', { name: 'cleo.vcf' }).click();
    await expect(mail.reader.getByRole('heading', { level: 2 })).toContainText('A box of files');
    await expect(mail.page.getByRole('dialog')).toHaveCount(0);
    await mail.page.setViewportSize({ width: 1280, height: 800 });
  });

  await mail.page.getByRole('button', { name: 'Newsletters', exact: true }).click();
  const news = mail.page.getByRole('dialog');
  await expect(news.getByText('news@elsewhere.test')).toBeVisible();
  await expect(news.getByText(/^1 message · newest .* · last read/)).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/news.png` });
  expect((await new AxeBuilder({ page: mail.page }).include('dialog').analyze()).violations).toEqual([]);
  await news.getByRole('button', { name: 'Delete all messages from news@elsewhere.test' }).click();
  await expect(mail.row('A box of files')).toHaveCount(0);
  await mail.page.getByRole('button', { name: 'Undo' }).click();
  await expect(mail.row('A box of files')).toBeVisible();
});
