import {
  GlobalWorkerOptions,
  getDocument,
  PasswordResponses,
  type PDFDocumentProxy,
  type PDFPageProxy,
  PDFWorker,
  TextLayer,
} from 'pdfjs-dist';
import type { FromFrame, ToFrame } from './frame-messages.ts';

// Runs alone in the frame (`frame-page.ts`), bundled by `scripts/pdf-assets.mjs`; nothing in the house imports it.

/** Above this a page is drawn coarser, or a page of a metre would take all memory there is. */
const mostPixels = 16_000_000;
const mostPages = 5_000;
/** pages further from sight than this many give their pixels back */
const keptPages = 8;
const mostTextItems = 20_000;

type Page = { box: HTMLDivElement; proxy: PDFPageProxy | null; drawnScale: number; stop: (() => void) | null; isSeen: boolean };

/** Takes a PDF by the port and draws it. Fonts, character maps and decoders are asked for by the same port: the frame has no other way out. */
export function show(port: MessagePort, workerUrl: string): void {
  const say = (message: FromFrame, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  const waiting = new Map<number, (bytes: ArrayBuffer | null) => void>();
  let asked = 0;

  class PortFactory {
    async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
      const folder = { cMapUrl: 'cmaps', standardFontDataUrl: 'standard_fonts', wasmUrl: 'wasm' }[kind];
      asked += 1;
      const id = asked;
      const bytes = await new Promise<ArrayBuffer | null>((resolve) => {
        waiting.set(id, resolve);
        say({ kind: 'wanted', id, name: `${folder}/${filename}` });
      });
      if (bytes === null) throw new Error(`no ${filename}`);
      return new Uint8Array(bytes);
    }
  }

  let zoom: ((factor: number) => void) | null = null;
  let unlock: ((password: string) => void) | null = null;
  port.addEventListener('message', ({ data }: MessageEvent<ToFrame>) => {
    if (data.kind === 'asset') {
      waiting.get(data.id)?.(data.bytes);
      waiting.delete(data.id);
    } else if (data.kind === 'zoom') zoom?.(data.factor);
    else if (data.kind === 'unlock') unlock?.(data.password);
    else void open(data);
  });
  port.start();
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape') say({ kind: 'escape' });
  });

  async function open({ pdf, isDark, thumbnailWidth }: Extract<ToFrame, { kind: 'open' }>): Promise<void> {
    document.documentElement.classList.toggle('dark', isDark);
    GlobalWorkerOptions.workerSrc = workerUrl;
    const worker = PDFWorker.create({ port: new Worker(workerUrl) });
    try {
      const loading = getDocument({
        data: new Uint8Array(pdf),
        worker,
        BinaryDataFactory: PortFactory,
        useWorkerFetch: false,
        // no addresses: the factory knows what each kind is
        cMapUrl: '/',
        standardFontDataUrl: '/',
        wasmUrl: '/',
        enableXfa: false,
        useSystemFonts: false,
        maxImageSize: mostPixels * 4,
        canvasMaxAreaInBytes: mostPixels * 4,
        disableAutoFetch: true,
        verbosity: 0,
      });
      // A picture on a card asks nobody: without this it fails.
      if (thumbnailWidth === null)
        loading.onPassword = (answer: (password: string) => void, why: number) => {
          unlock = answer;
          say({ kind: 'locked', isWrong: why === PasswordResponses.INCORRECT_PASSWORD });
        };
      const document = await loading.promise;
      if (thumbnailWidth !== null) await picture(document, thumbnailWidth);
      else {
        zoom = await pagesOf(document, say);
        say({ kind: 'opened', pages: document.numPages });
      }
    } catch {
      say({ kind: 'failed' });
    }
  }

  async function picture(document: PDFDocumentProxy, width: number): Promise<void> {
    const page = await document.getPage(1);
    const natural = page.getViewport({ scale: 1 });
    const canvas = await drawn(page, Math.min(width / natural.width, (width * 2) / natural.height), 'print').done;
    const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
    if (blob === null) throw new Error('no picture');
    const png = await blob.arrayBuffer();
    say({ kind: 'picture', png }, [png]);
  }
}

/** @param intent  `print` does not wait for the frames of a screen, which never come to a document out of sight */
function drawn(
  page: PDFPageProxy,
  scale: number,
  intent: 'display' | 'print' = 'display',
): { done: Promise<HTMLCanvasElement>; stop: () => void } {
  const { width, height } = page.getViewport({ scale });
  const fitting = Math.min(1, Math.sqrt(mostPixels / Math.max(1, width * height)));
  const viewport = page.getViewport({ scale: scale * fitting });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  const task = page.render({ canvas, viewport, intent });
  return { done: task.promise.then(() => canvas), stop: () => task.cancel() };
}

/** Lays out all pages by the size of the first, and draws those that come into sight. @returns sets the zoom, 1 = as wide as the frame */
async function pagesOf(pdf: PDFDocumentProxy, say: (message: FromFrame) => void): Promise<(factor: number) => void> {
  const holder = document.getElementById('pages') as HTMLDivElement;
  const first = (await pdf.getPage(1)).getViewport({ scale: 1 });
  const count = Math.min(pdf.numPages, mostPages);
  let factor = 1;
  let shownPage = 0;
  const pages: Page[] = [];
  const sight = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const page = pages[Number((entry.target as HTMLElement).dataset.index)];
        if (page !== undefined) page.isSeen = entry.isIntersecting;
      }
      sayWhere();
      void drawSeen();
    },
    { root: holder, rootMargin: '50% 0px' },
  );
  for (let index = 0; index < count; index += 1) {
    const box = document.createElement('div');
    box.className = 'page';
    box.dataset.index = String(index);
    holder.append(box);
    pages.push({ box, proxy: null, drawnScale: 0, stop: null, isSeen: false });
  }

  const scaleOf = (page: Page): number => {
    const width = (page.proxy?.getViewport({ scale: 1 }) ?? first).width;
    return (Math.max(100, holder.clientWidth - 24) / Math.max(1, width)) * factor;
  };
  function size(page: Page): void {
    const viewport = page.proxy?.getViewport({ scale: 1 }) ?? first;
    const scale = scaleOf(page);
    page.box.style.width = `${Math.round(viewport.width * scale)}px`;
    page.box.style.height = `${Math.round(Math.min(viewport.height * scale, 100_000))}px`;
    page.box.style.setProperty('--total-scale-factor', String(scale));
    page.box.style.setProperty('--scale-round-x', '1px');
    page.box.style.setProperty('--scale-round-y', '1px');
  }

  let isDrawing = false;
  async function drawSeen(): Promise<void> {
    if (isDrawing) return;
    isDrawing = true;
    try {
      for (;;) {
        const index = pages.findIndex((page) => page.isSeen && page.drawnScale !== scaleOf(page));
        const page = pages[index];
        if (page === undefined) break;
        await draw(page, index + 1);
        forget(index);
      }
    } finally {
      isDrawing = false;
    }
  }

  async function draw(page: Page, number: number): Promise<void> {
    try {
      page.proxy ??= await pdf.getPage(number);
      size(page);
      const scale = scaleOf(page);
      page.drawnScale = scale;
      const canvas = await drawn(page.proxy, scale * Math.min(devicePixelRatio || 1, 2)).done;
      const text = document.createElement('div');
      text.className = 'textLayer';
      page.box.replaceChildren(canvas, text);
      const content = await page.proxy.getTextContent();
      content.items.splice(mostTextItems);
      await new TextLayer({ textContentSource: content, container: text, viewport: page.proxy.getViewport({ scale }) }).render();
    } catch {
      // A page that cannot be drawn stays blank; the others are not its fault.
      page.drawnScale = scaleOf(page);
    }
  }

  function forget(near: number): void {
    for (const [index, page] of pages.entries())
      if (!page.isSeen && page.drawnScale !== 0 && Math.abs(index - near) > keptPages) {
        page.box.replaceChildren();
        page.drawnScale = 0;
        page.proxy?.cleanup();
      }
  }

  function sayWhere(): void {
    const middle = holder.scrollTop + holder.clientHeight / 2;
    let low = 0;
    let high = pages.length - 1;
    while (low < high) {
      const between = Math.ceil((low + high) / 2);
      if ((pages[between]?.box.offsetTop ?? 0) <= middle) low = between;
      else high = between - 1;
    }
    if (low + 1 === shownPage) return;
    shownPage = low + 1;
    say({ kind: 'page', page: shownPage });
  }

  function layOut(): void {
    const at = holder.scrollTop / Math.max(1, holder.scrollHeight);
    for (const page of pages) size(page);
    holder.scrollTop = at * holder.scrollHeight;
    void drawSeen();
  }

  layOut();
  for (const page of pages) sight.observe(page.box);
  holder.addEventListener('scroll', sayWhere, { passive: true });
  addEventListener('resize', layOut);
  holder.focus();
  return (wanted) => {
    factor = Math.min(5, Math.max(0.25, wanted));
    layOut();
  };
}
