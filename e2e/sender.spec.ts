import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { ensureCertificates } from './servers/certificates.ts';

const raw = (...lines: string[]) => Buffer.from([...lines, 'Date: Sun, 22 Nov 2026 12:00:00 +0000', '', 'Hello.', ''].join('\r\n'));

test('C7, §4: what the provider confirmed, what is new, what deceives; the panel tells the checks and the way', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const user = await newUser('sender');
  const domain = user.address.slice(user.address.indexOf('@') + 1);
  const border = `Received: from out.shop.test (out.shop.test [192.0.2.1]) by mx.${domain} with ESMTPS; Sun, 22 Nov 2026 12:00:05 +0000`;
  const start = 'Received: from laptop by out.shop.test with ESMTPSA; Sun, 22 Nov 2026 12:00:01 +0000';
  await mailServers.appendMany(user, 'INBOX', [
    {
      raw: raw(
        `Authentication-Results: mx.${domain}; dkim=pass header.d=shop.test; dmarc=pass header.from=shop.test`,
        border,
        start,
        `From: Shop <news@shop.test>`,
        `To: ${user.address}`,
        'Subject: Confirmed news',
        'Message-ID: <1@shop.test>',
      ),
    },
    {
      raw: raw(
        `Authentication-Results: mx.${domain}; spf=fail smtp.mailfrom=evil.test; dmarc=fail header.from=bank.test`,
        border,
        `Authentication-Results: mx.${domain}; dmarc=pass header.from=bank.test`,
        'From: Bank <admin@bank.test> <eve@evil.test>',
        `To: ${user.address}`,
        'Subject: Forged letter',
        'Message-ID: <2@evil.test>',
      ),
    },
  ]);
  const mail = await openMail(await enter(user));
  await mail.open('Confirmed news');
  const good = mail.page.getByRole('article', { name: 'Message from Shop' });
  await expect(good.getByText('shop.test confirmed')).toBeVisible();
  await expect(good.getByText('First message from this address')).toBeVisible();
  await good.getByRole('button', { name: 'About the sender' }).click();
  const panel = mail.page.getByRole('dialog', { name: 'About the sender' });
  await expect(panel.getByText('passed for shop.test').first()).toBeVisible();
  await expect(panel.getByText('4 seconds later')).toBeVisible();
  await panel.getByRole('searchbox', { name: 'Search the header' }).fill('message-id');
  await expect(panel.locator('pre')).toHaveText('Message-ID: <1@shop.test>');
  expect((await new AxeBuilder({ page: mail.page }).include('dialog').analyze()).violations).toEqual([]);
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/panel.png` });
  await panel.getByRole('button', { name: 'Close' }).click();

  await mail.open('Forged letter');
  const bad = mail.page.getByRole('article').last();
  await expect(bad.getByText('could not confirm that this message comes from')).toBeVisible();
  if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/bad.png` });
  await bad.getByRole('button', { name: 'Details', exact: true }).click();
  await expect(panel.getByText('failed for bank.test').first()).toBeVisible();
  await expect(panel.getByText('Bank <admin@bank.test> <eve@evil.test>', { exact: true })).toBeVisible();
  if (process.env.POSTERN_SHOTS) {
    await mail.page.setViewportSize({ width: 390, height: 844 });
    await mail.page.emulateMedia({ colorScheme: 'dark' });
    await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/bad-phone.png` });
  }
});

test('C4: one click leaves a list: one POST by us, without cookie or the reader’s browser, and nothing before the click', async ({
  enter,
  openMail,
  newUser,
  mailServers,
}) => {
  const { certFile, keyFile } = ensureCertificates().trusted;
  const asked: { method: string | undefined; url: string | undefined; body: string; cookie: string | undefined }[] = [];
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    asked.push({ method: request.method, url: request.url, body: Buffer.concat(chunks).toString(), cookie: request.headers.cookie });
    response.writeHead(200, { 'set-cookie': 'seen=1' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const user = await newUser('leaver');
    const domain = user.address.slice(user.address.indexOf('@') + 1);
    const port = (server.address() as AddressInfo).port;
    await mailServers.appendMany(user, 'INBOX', [
      {
        raw: raw(
          `Authentication-Results: mx.${domain}; dkim=pass header.d=shop.test`,
          `Received: from out.shop.test by mx.${domain} with ESMTPS; Sun, 22 Nov 2026 12:00:05 +0000`,
          'DKIM-Signature: v=1; d=shop.test; s=a; h=from:list-unsubscribe:list-unsubscribe-post; b=x',
          'From: Shop <news@shop.test>',
          `To: ${user.address}`,
          'Subject: Ten per cent',
          `List-Unsubscribe: <https://localhost:${port}/leave?u=1>, <mailto:leave@shop.test>`,
          'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
        ),
      },
    ]);
    const mail = await openMail(await enter(user));
    await mail.open('Ten per cent');
    await mail.messages().getByRole('button', { name: 'Unsubscribe' }).click();
    const dialog = mail.page.getByRole('dialog', { name: 'Leave this list?' });
    await expect(dialog).toContainText('localhost is asked');
    expect(asked).toEqual([]);
    if (process.env.POSTERN_SHOTS) await mail.page.screenshot({ path: `${process.env.POSTERN_SHOTS}/leave.png` });
    await dialog.getByRole('button', { name: 'Unsubscribe' }).click();
    await expect(mail.toast('localhost was asked to take you off its list')).toBeVisible();
    expect(asked).toEqual([{ method: 'POST', url: '/leave?u=1', body: 'List-Unsubscribe=One-Click', cookie: undefined }]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
