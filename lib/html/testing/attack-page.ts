// Runs in the browser: imported by the page under test.
import { allowedAttributes, allowedElements } from '../allowed.ts';
import { type ColourMap, darkColours, type MailSource, paperSheet, renderMail } from '../index.ts';
import { cleanInPieces } from '../render-mail.ts';

export type Trial = { id: string; source: MailSource };
export type Walls = 'both' | 'both in the dark' | 'frame-only' | 'sanitiser-only';
export type Finding = { id: string; what: string };

const attributes = new Set([...allowedAttributes, 'target', 'rel', 'decoding']);
const elements = new Set(allowedElements);
const labels = { showQuote: 'Show quoted text', leadsTo: (host: string) => `Leads to ${host}` };
const paper = { scheme: 'light', ink: '#111', inkMuted: '#555', line: '#ddd', accent: '#00f', background: '#fff' } as const;

const framesAtOnce = 10;
/** So few that even short mails come in pieces. */
const nodesAtOnce = 4;
const dark = darkColours(document, '#17181b');

/**
 * Shows the mails, several frames at a time, one after the other in each frame (the raw page of each in a frame of its own where the sanitiser
 * is off), waits for what they may start, and says what was done that must not be. The frames stay for {@link clearFrames}.
 *
 * @public called in the browser
 */
export async function tryBatch(trials: readonly Trial[], walls: Walls, settleMs: number): Promise<Finding[]> {
  const findings: Finding[] = [];
  const before = new Set(Object.getOwnPropertyNames(window));
  const blank = await openFrame('/bare', false);
  const known = new Set(Object.getOwnPropertyNames(blank.contentWindow));
  const pages =
    walls === 'frame-only'
      ? trials.map((trial) => ({ src: `/raw?id=${encodeURIComponent(trial.id)}`, trials: [trial] }))
      : Array.from({ length: Math.min(framesAtOnce, trials.length) }, (_, lane) => ({
          src: walls === 'sanitiser-only' ? '/bare' : '/frame',
          trials: trials.filter((_trial, index) => index % framesAtOnce === lane),
        }));
  const frames = await Promise.all(
    pages.map(async (page) => {
      const frame = await openFrame(page.src, walls !== 'sanitiser-only');
      const home = frame.contentWindow?.location.href;
      let current = page.trials[0] as Trial;
      frame.contentDocument?.addEventListener('securitypolicyviolation', (event) => {
        if (walls !== 'frame-only') findings.push({ id: current.id, what: `policy: ${event.violatedDirective} ${event.blockedURI}` });
      });
      for (const trial of walls === 'frame-only' ? [] : page.trials) {
        current = trial;
        const shown = frame.contentDocument;
        if (shown === null) break;
        for (const what of drawInto(shown, trial.source, walls === 'both in the dark' ? dark : null)) findings.push({ id: trial.id, what });
        // Two frames: styles are resolved and what they name would be fetched.
        await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
        if (shown.activeElement !== shown.body) findings.push({ id: trial.id, what: `focus on ${shown.activeElement?.localName}` });
      }
      return { frame, home, id: page.trials.length === 1 ? (page.trials[0] as Trial).id : '?' };
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  for (const { frame, home, id } of frames) {
    const view = frame.contentWindow;
    if (view === null || !isReadable(view)) findings.push({ id, what: 'the frame went elsewhere' });
    else {
      if (view.location.href !== home) findings.push({ id, what: `the frame went to ${view.location.href}` });
      for (const name of newNames(view, known)) findings.push({ id, what: `frame global ${name}` });
    }
  }
  if (document.activeElement !== document.body && walls !== 'frame-only')
    findings.push({ id: '?', what: `focus in the page: ${document.activeElement?.localName}` });
  for (const name of newNames(window, before)) findings.push({ id: '?', what: `page global ${name}` });
  blank.remove();
  return findings;
}

/**
 * Takes the frames of the last batch away.
 *
 * @public called in the browser
 */
export function clearFrames(): void {
  for (const frame of document.querySelectorAll('iframe')) frame.remove();
}

const newNames = (view: Window, known: ReadonlySet<string>): string[] =>
  Object.getOwnPropertyNames(view).filter((name) => !known.has(name) && !/^\d+$/.test(name));

const isReadable = (view: Window): boolean => {
  try {
    return view.document !== null;
  } catch {
    return false; // another origin
  }
};

function openFrame(src: string, sandboxed: boolean): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  if (sandboxed) frame.setAttribute('sandbox', 'allow-same-origin allow-popups allow-popups-to-escape-sandbox');
  frame.src = src;
  frame.style.cssText = 'width: 150px; height: 100px; border: 0; display: block; float: left; color-scheme: light';
  return new Promise((resolve) => {
    frame.addEventListener('load', () => resolve(frame), { once: true });
    document.body.append(frame);
  });
}

function drawInto(shown: Document, source: MailSource, colours: ColourMap | null): string[] {
  const wrong: string[] = [];
  const options = {
    document: shown,
    cidUrls: new Map(),
    remoteUrls: null,
    foldsQuotes: true,
    colours,
    blockedImages: 'mark' as const,
    labels,
  };
  const startedMs = performance.now();
  const mail = cleanInPieces(source, options, nodesAtOnce);
  const rendered = mail.soFar();
  // Shown from the beginning, as in the reader, so that what a piece might start by itself is started.
  shown.adoptedStyleSheets = [...rendered.sheets, paperSheet(shown, paper, { isInset: false })];
  shown.body.replaceWith(rendered.body);
  while (!mail.isWhole()) mail.goOn();
  const tookMs = performance.now() - startedMs;
  if (tookMs > 5_000) wrong.push(`took ${Math.round(tookMs)} ms`);
  const text = rendered.body.outerHTML;
  if (text !== renderMail(source, options).body.outerHTML) wrong.push('in pieces it becomes something else');
  for (const element of [rendered.body, ...rendered.body.querySelectorAll('*')]) wrong.push(...wrongWith(element));
  const again = renderMail({ kind: 'html', html: text }, options).body.outerHTML;
  if (again !== text) wrong.push('cleaning twice changes it');
  return wrong;
}

function wrongWith(element: Element): string[] {
  const wrong: string[] = [];
  if (!elements.has(element.localName) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml')
    wrong.push(`element ${element.localName}`);
  for (const { name, value } of element.attributes) {
    if (!attributes.has(name)) wrong.push(`attribute ${name}`);
    if (name === 'id' && !value.startsWith('m-')) wrong.push(`id ${value}`);
    if (name === 'href' && !/^(?:https?|mailto|tel):/.test(value)) wrong.push(`href ${value}`);
    if (name === 'src' && !/^data:image\/(?!svg)/.test(value)) wrong.push(`src ${value}`);
    if (
      name === 'style' &&
      /url\((?!&)|position:\s*(?:fixed|sticky)|var\(|expression|image-set/i.test(
        value.replace(/url\("data:image\/[^"]*"\)/g, '').replace(/"[^"]*"/g, ''),
      )
    )
      wrong.push(`style ${value}`);
  }
  if (
    element.localName === 'a' &&
    element.hasAttribute('href') &&
    (element.getAttribute('target') !== '_blank' || element.getAttribute('rel') !== 'noopener noreferrer nofollow')
  )
    wrong.push('a link without our target and rel');
  return wrong;
}
