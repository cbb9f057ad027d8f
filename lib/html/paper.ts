/** The colours that a mail without colours of its own is drawn in; CSS colour values. */
export type Paper = { scheme: 'light' | 'dark'; ink: string; inkMuted: string; line: string; accent: string; background: string };

/**
 * Our own style sheet for the frame, made in the document that shows it. What holds the walls is `!important` in a layer: the mail's own
 * rules stand outside of it and cannot win (CSS Cascade 5 §6.1).
 *
 * @param isInset  the paper differs from the screen around it, so the words keep a distance from its edge
 */
export function paperSheet(target: Document, paper: Paper, { isInset }: { isInset: boolean }): CSSStyleSheet {
  const view = target.defaultView;
  if (view === null) throw new TypeError('the document is not shown anywhere');
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(`
@layer postern {
  :root { height: auto !important; min-height: 0 !important; margin: 0 !important; overflow: auto !important; color-scheme: ${paper.scheme} !important; }
  body { position: relative !important; height: auto !important; min-height: 0 !important; max-height: none !important; width: auto !important;
    min-width: 0 !important; margin: 0 !important; display: flow-root !important; float: none !important; visibility: visible !important; opacity: 1 !important; }
  a[href] { cursor: pointer !important; }
  details.postern-quote > summary { display: inline-block !important; }
}
:root { color: ${paper.ink}; font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  -webkit-text-size-adjust: 100%; overflow-wrap: break-word; }
body { background: ${paper.background}; padding: ${isInset ? '12px' : '0'}; }
a { color: ${paper.accent}; }
img { max-width: 100%; border: 0; }
img:not([width]):not([height]) { height: auto; }
table { max-width: 100%; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: 13px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
hr { border: 0; border-top: 1px solid ${paper.line}; }
blockquote[type=cite], .gmail_quote > blockquote { margin: 0 0 0 2px; padding: 0 0 0 14px; border-left: 2px solid ${paper.line}; }
details.postern-quote { margin: 12px 0 0; }
details.postern-quote > summary { list-style: none; padding: 0 8px; border-radius: 9px; border: 1px solid ${paper.line}; color: ${paper.inkMuted};
  font: 700 11px/16px system-ui, sans-serif; letter-spacing: 1px; cursor: pointer; user-select: none; }
details.postern-quote > summary:focus-visible { outline: 2px solid ${paper.accent}; outline-offset: 2px; }
details.postern-quote[open] > summary { margin-bottom: 12px; }
img.postern-blocked { min-width: 12px; min-height: 12px; border: 1px dashed ${paper.line}; border-radius: 3px; color: ${paper.inkMuted};
  font: 12px/1.4 system-ui, sans-serif; overflow: hidden; }
a.postern-doubtful { text-decoration: underline wavy #b45309; }
.postern-text .postern-lines { white-space: pre-wrap; unicode-bidi: plaintext; overflow-wrap: anywhere; max-width: 76ch; tab-size: 4; }
.postern-text blockquote { color: ${paper.inkMuted}; margin: 6px 0; }
.postern-signature, .postern-attribution { color: ${paper.inkMuted}; }
@media print { details.postern-quote > summary { display: none !important; } }
`);
  return sheet;
}
