import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test } from './fixtures.ts';
import { ensureCertificates } from './servers/certificates.ts';
import { buildMessage } from './servers/index.ts';

/** A grey pixel. */
const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==', 'base64');

/** Where the pictures of a newsletter lie; keeps who asked for what. */
async function startPictures() {
  const { certFile, keyFile } = ensureCertificates().trusted;
  const asked: IncomingMessage[] = [];
  const server = createServer({ cert: readFileSync(certFile), key: readFileSync(keyFile) }, (request, response) => {
    asked.push(request);
    response.writeHead(200, { 'content-type': 'image/png', 'set-cookie': 'seen=1' }).end(png);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `https://localhost:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

test('§3: remote images stay away until “Show”, then come by us: without cookie, referrer or the reader’s browser, trackers never', async ({
  mail,
  ana,
  mailServers,
}) => {
  await using pictures = await startPictures();
  const { page } = mail;
  const direct: string[] = [];
  page.on('request', (request) => {
    if (request.url().startsWith(pictures.url)) direct.push(request.url());
  });
  await mailServers.deliver(
    ana.user,
    buildMessage({
      from: 'news@example.test',
      to: [ana.user.address],
      subject: 'With pictures',
      html: `<p>Look:</p><img alt="A view" src="${pictures.url}/view.png?for=ana" width="300" height="200"><img src="${pictures.url}/track.png" width="1" height="1">`,
    }),
  );
  await mail.open('With pictures');
  await expect(mail.messages().getByText('1 remote image blocked')).toBeVisible();
  const drawn = () =>
    mail
      .body()
      .locator('img')
      .evaluateAll((images) => images.filter((image) => (image as HTMLImageElement).naturalWidth > 0).length);
  expect(await drawn()).toBe(0);
  expect(pictures.asked).toHaveLength(0);

  await mail.messages().getByRole('button', { name: 'Show', exact: true }).click();
  await expect.poll(drawn).toBe(1);
  expect(pictures.asked.map(({ url }) => url)).toEqual(['/view.png?for=ana']);
  for (const { headers } of pictures.asked) {
    expect(headers.cookie).toBeUndefined();
    expect(headers.referer).toBeUndefined();
    expect(headers['user-agent']).not.toBe(await page.evaluate(() => navigator.userAgent));
  }
  expect(direct).toEqual([]);

  await test.step('“Always from this sender” holds for the next mail and after a reload, until it is taken back', async () => {
    const newsletter = (subject: string) =>
      buildMessage({
        from: 'Weekly@Example.test',
        to: [ana.user.address],
        subject,
        html: `<p style="color: #222; background: #fff">${subject}<img src="${pictures.url}/${subject}.png" width="300" height="200"></p>`,
      });
    await mailServers.deliver(ana.user, newsletter('first'));
    await mail.open('first');
    await mail.messages().getByRole('button', { name: 'Always from this sender' }).click();
    await expect.poll(drawn).toBe(1);
    await mailServers.deliver(ana.user, newsletter('second'));
    await mail.open('second');
    await expect.poll(drawn).toBe(1);
    await page.reload();
    await expect.poll(drawn).toBe(1);
    await page.goto('/settings#writing');
    await page.getByText('Images of 1 sender are shown without asking').click();
    await page.getByRole('button', { name: 'Ask again for weekly@example.test' }).click();
    await expect(page.getByText('Images of 1 sender')).toHaveCount(0);
  });
});
