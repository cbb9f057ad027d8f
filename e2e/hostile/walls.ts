import { writeFile } from 'node:fs/promises';
import { type Page, test } from '@playwright/test';

/** Which walls stand (security.md §2). They are taken down by the browser's driver; nothing in the product can do that. */
export type Walls = 'both' | 'both, dark' | 'sanitiser alone' | 'frame alone';

/** What was seen that must not be, and what was looked at. */
export type Watch = { said: string[]; pictures(): number; check(screen: string, isLooked?: boolean): Promise<void> };

/**
 * What is quoted is cleaned in the page's own realm, in a document that runs nothing: Chromium complains of its handlers all the same before it
 * asks whether they could run (without any policy none of them does).
 */
const ofNothing = /^Executing inline event handler violates/;
/** The browser driver tries to put its own script into every frame, and the sandbox refuses that too. */
const driversOwn = /^Blocked script execution in '[^']*\/frame'/;
/** A picture that a mail carries in itself as `data:` and that is none: there is nothing it could be asked of. */
const brokenWithin = /^Failed to load resource: net::ERR_INVALID_URL$/;
const isHarmless = (text: string): boolean => [driversOwn, ofNothing, brokenWithin].some((known) => known.test(text));
/** A line that the server had just closed is no answer. */
const again = { maxRetries: 3 };
const maskColor = '#ff00ff';

/** Takes walls down in a page that is loaded afterwards. */
export async function takeDown(page: Page, walls: Walls): Promise<void> {
  if (walls === 'both, dark') await page.emulateMedia({ colorScheme: 'dark' });
  if (walls === 'sanitiser alone') {
    await page.route('**/frame', async (route) => {
      const response = await route.fetch(again);
      const { 'content-security-policy': _policy, ...headers } = response.headers();
      await route.fulfill({ response, headers });
    });
    await page.addInitScript(() => {
      const { setAttribute } = Element.prototype;
      Element.prototype.setAttribute = function set(name: string, value: string) {
        if (name !== 'sandbox' || this.localName !== 'iframe') setAttribute.call(this, name, value);
      };
    });
  }
  if (walls === 'frame alone') {
    await page.addInitScript(() => {
      Object.defineProperty(Function.prototype, 'leaveAsItIs', { value: (mail: unknown) => mail });
    });
    await page.route('**/_next/static/chunks/*.js', async (route) => {
      const response = await route.fetch(again);
      const code = await response.text();
      const { 'content-encoding': _encoding, 'content-length': _length, ...headers } = response.headers();
      await route.fulfill({
        ...{ response, headers },
        body: code.includes('RETURN_DOM') ? code.replaceAll(/\.sanitize\((\w+|\$),(\w+|\$)\)/g, '.leaveAsItIs($1,$2)') : code,
      });
    });
  }
}

/**
 * Watches a page that is loaded: dialogs, windows, scripts of a mail, ways out, focus, navigation, and pixels outside of the frames. Without
 * the sanitiser only what runs and leads away counts (V1): what the frame's policy keeps from being fetched, the browser complains about.
 */
export async function watch(page: Page, appUrl: string, walls: Walls): Promise<Watch> {
  const said: string[] = [];
  const isCleaned = walls !== 'frame alone';
  const judge = await page.context().newPage();
  await page.bringToFront();
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== appUrl && isCleaned) said.push(`request: ${request.url()}`);
  });
  page.on('dialog', async (dialog) => {
    said.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  page.on('console', (message) => {
    if (message.type() === 'error' && isCleaned && !isHarmless(message.text())) said.push(message.text());
  });
  page.on('pageerror', (error) => {
    if (isCleaned) said.push(String(error));
  });
  page.context().on('page', (popup) => said.push(`window: ${popup.url()}`));
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame() && new URL(frame.url()).origin !== appUrl) said.push(`the page went to ${frame.url()}`);
  });
  const known = new Set(await page.evaluate(() => Object.getOwnPropertyNames(window)));

  /** What is drawn beside the frames is the same with what is in them and without. */
  async function drawsOutside(): Promise<boolean> {
    const picture = async (opacity: string): Promise<Buffer> => {
      // A frame that begins between two pixels is drawn into both: its edge is painted over.
      await page.evaluate(
        ([opacity, maskColor]) => {
          for (const frame of document.querySelectorAll('iframe')) {
            frame.style.outline = `3px solid ${maskColor}`;
            const root = frame.contentDocument?.documentElement;
            if (root) root.style.opacity = opacity;
          }
        },
        [opacity, maskColor] as const,
      );
      return page.screenshot({ mask: [page.locator('iframe')], maskColor, animations: 'disabled' });
    };
    // A frame may still be growing between two pictures, and a clock moves on.
    for (let tries = 0; ; tries += 1) {
      const [without, withMail] = [await picture('0'), await picture('')];
      if (without.equals(withMail) || !(await differs(judge, without, withMail))) return false;
      if (tries < 5) continue;
      for (const [name, body] of Object.entries({ without, withMail })) await writeFile(test.info().outputPath(`${name}.png`), body);
      return true;
    }
  }

  let pictures = 0;
  return {
    said,
    pictures: () => pictures,
    async check(screen, isLooked = true) {
      const { names, focus } = await page.evaluate(async () => {
        // one more turn of everything that could still be on its way
        await new Promise<void>((resolve) => requestAnimationFrame(() => requestIdleCallback(() => resolve())));
        return { names: Object.getOwnPropertyNames(window), focus: document.activeElement?.localName };
      });
      for (const name of names) if (!known.has(name) && !/^\d+$/.test(name)) said.push(`${screen}: global ${name}`);
      if (focus === 'iframe') said.push(`${screen}: a mail has the focus`);
      if (!isLooked) return;
      if (await drawsOutside()) said.push(`${screen}: pixels outside of the frames`);
      pictures += 1;
    },
  };
}

/** Corners that are smoothed come out a shade lighter or darker from one picture to the next: that is no drawing. */
const shadeOff = 96;

/** Whether any pixel of two pictures (PNG) differs by more than a shade. */
async function differs(judge: Page, one: Buffer, other: Buffer): Promise<boolean> {
  return judge.evaluate(
    async ([pictures, shadeOff]) => {
      const [one, other] = await Promise.all(
        pictures.map(async (base64) => {
          const bitmap = await createImageBitmap(
            new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: 'image/png' }),
          );
          const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d');
          context?.drawImage(bitmap, 0, 0);
          return context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? new Uint8ClampedArray();
        }),
      );
      if (one === undefined || other === undefined || one.length !== other.length || one.length === 0) return true;
      for (let at = 0; at < one.length; at += 4) {
        const by = (channel: number): number => Math.abs((one[at + channel] ?? 0) - (other[at + channel] ?? 0));
        if (by(0) + by(1) + by(2) > shadeOff) return true;
      }
      return false;
    },
    [[one, other].map((picture) => picture.toString('base64')), shadeOff] as const,
  );
}
