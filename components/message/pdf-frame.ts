import { MailError } from '#lib/mail/index.ts';
import type { FrameCode, FromFrame, ToFrame } from '#lib/pdf/index.ts';

const assets = '/_next/static/pdf';
const assetName = /^(?:cmaps|standard_fonts|wasm)\/[A-Za-z0-9_-]{1,80}(?:\.[a-z0-9]{1,8})?$/;
/** A document that has not opened by then is hostile, or beyond this machine. A hang guard. */
const latestOpenMs = 45_000;

let code: Promise<[string, string]> | null = null;

/** @throws MailError 'network' */
async function asset(name: string): Promise<Response> {
  try {
    // What stands there changes with a new version of the app, and is asked about each time: that costs no octets.
    const response = await fetch(`${assets}/${name}`, { cache: 'no-cache' });
    if (response.ok) return response;
    throw new MailError('network', `the viewer is not there: ${response.status}`);
  } catch (cause) {
    if (cause instanceof TypeError) throw new MailError('network', 'the viewer could not be fetched', { cause });
    throw cause;
  }
}

function frameCode(): Promise<[string, string]> {
  code ??= Promise.all(['viewer.js', 'worker.js'].map(async (name) => (await asset(name)).text())).then(([viewer = '', worker = '']) => [
    viewer,
    worker,
  ]);
  // asked for again, it is tried again
  code.catch(() => {
    code = null;
  });
  return code;
}

export type PdfFrame = { zoom: (factor: number) => void; unlock: (password: string) => void; close: () => void };
export type OpenPdf = {
  pdf: ArrayBuffer;
  isDark: boolean;
  thumbnailWidth: number | null;
  /** what the frame says; 'failed' also when it says nothing for too long */
  on: (message: Exclude<FromFrame, { kind: 'wanted' }>) => void;
};

/**
 * Hands a PDF to a frame that has loaded `/frame/pdf` and speaks with it. The frame has no origin and no way out (decision 0039); fonts and
 * decoders that it asks for are fetched here, by names that are checked.
 *
 * @throws MailError 'network' when the viewer's code cannot be fetched
 */
export async function openPdf(frame: HTMLIFrameElement, { pdf, isDark, thumbnailWidth, on }: OpenPdf): Promise<PdfFrame> {
  const [viewer, worker] = await frameCode();
  const { port1: port, port2 } = new MessageChannel();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const beginToWait = (): void => {
    timer = setTimeout(() => on({ kind: 'failed' }), latestOpenMs);
  };
  beginToWait();
  port.onmessage = ({ data }: MessageEvent<unknown>) => {
    const message = readMessage(data);
    if (message === null) return;
    if (message.kind === 'wanted') void give(message);
    else {
      if (message.kind !== 'page' && message.kind !== 'escape') clearTimeout(timer);
      on(message);
    }
  };
  const tell = (message: ToFrame, transfer: Transferable[] = []): void => port.postMessage(message, transfer);
  async function give({ id, name }: Extract<FromFrame, { kind: 'wanted' }>): Promise<void> {
    const bytes = assetName.test(name)
      ? await asset(name).then(
          (found) => found.arrayBuffer(),
          () => null,
        )
      : null;
    tell({ kind: 'asset', id, bytes }, bytes === null ? [] : [bytes]);
  }
  const first: FrameCode = { kind: 'code', viewer, worker };
  // A document without an origin can be addressed by none.
  frame.contentWindow?.postMessage(first, '*', [port2]);
  tell({ kind: 'open', pdf, isDark, thumbnailWidth }, [pdf]);
  return {
    zoom: (factor) => tell({ kind: 'zoom', factor }),
    unlock(password) {
      clearTimeout(timer);
      beginToWait();
      tell({ kind: 'unlock', password });
    },
    close() {
      clearTimeout(timer);
      port.close();
    },
  };
}

/** What comes out of the frame may be anything. */
function readMessage(data: unknown): FromFrame | null {
  if (typeof data !== 'object' || data === null) return null;
  const { kind, pages, page, png, isWrong, id, name } = data as Record<string, unknown>;
  const whole = (value: unknown): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0;
  if (kind === 'opened' && whole(pages)) return { kind, pages };
  if (kind === 'page' && whole(page)) return { kind, page };
  if (kind === 'picture' && png instanceof ArrayBuffer && png.byteLength < 4_000_000) return { kind, png };
  if (kind === 'locked') return { kind, isWrong: isWrong === true };
  if (kind === 'failed') return { kind };
  if (kind === 'wanted' && whole(id) && typeof name === 'string') return { kind, id, name };
  return kind === 'escape' ? { kind } : null;
}
