import { createHash } from 'node:crypto';

// Takes the code once, from the page around it, and runs it as modules made here: this document can fetch nothing.
const start = `addEventListener('message', function take(event) {
  if (event.source !== parent || !event.data || event.data.kind !== 'code') return;
  removeEventListener('message', take);
  const url = (text) => URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
  import(url(event.data.viewer)).then((viewer) => viewer.show(event.ports[0], url(event.data.worker)));
});`;

const style = `
html, body { margin: 0; height: 100%; background: #ececec; }
html.dark, html.dark body { background: #1b1c1f; }
#pages { height: 100%; overflow: auto; box-sizing: border-box; padding: 12px; outline: none; }
.page { position: relative; margin: 0 auto 12px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / 12%); overflow: hidden; }
.page canvas { position: absolute; inset: 0; width: 100%; height: 100%; }
.textLayer { position: absolute; inset: 0; overflow: clip; line-height: 1; text-align: initial; transform-origin: 0 0; forced-color-adjust: none;
  --min-font-size: 1; --text-scale-factor: calc(var(--total-scale-factor) * var(--min-font-size)); --min-font-size-inv: calc(1 / var(--min-font-size)); }
.textLayer :is(span, br) { color: transparent; position: absolute; white-space: pre; cursor: text; transform-origin: 0% 0%; }
.textLayer > :not(.markedContent), .textLayer .markedContent span:not(.markedContent) { --font-height: 0; --scale-x: 1; --rotate: 0deg;
  font-size: calc(var(--text-scale-factor) * var(--font-height));
  transform: rotate(var(--rotate)) scaleX(var(--scale-x)) scale(var(--min-font-size-inv)); }
.textLayer .markedContent { display: contents; }
.textLayer ::selection { background: rgb(60 110 240 / 30%); }`;

/** The page in which a PDF is drawn: without an origin, without any way out, with nothing in it but what the page around it hands over. */
export const pdfFramePage = `<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer"><title>PDF</title><style>${style}</style></head><body><div id="pages" tabindex="0"></div><script>${start}</script></body></html>`;

/**
 * Its policy (security.md §2): no connection of any kind. Scripts are the one above, by its hash, and those made here of the text that was
 * handed over; `wasm-unsafe-eval` compiles the image decoders and evaluates nothing. Opened by itself it has no origin either.
 */
export const pdfFramePolicy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(start).digest('base64')}' blob: 'wasm-unsafe-eval'`,
  'worker-src blob:',
  "style-src 'unsafe-inline'",
  'img-src blob: data:',
  'font-src blob: data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  'sandbox allow-scripts',
].join('; ');
