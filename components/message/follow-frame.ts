import { mailtoRequest, openComposer } from '#lib/client/index.ts';

const maxHeightPx = 40_000;
/** Below this a shrunken newsletter cannot be read. */
const minZoom = 0.5;
/** What does not fit at all scrolls sideways, and may as well be read then. */
const scrolledZoom = 0.75;

/**
 * Keeps a frame as high as the mail in it, hands keys and clicks on to the page around it, and opens `mailto:` links in the composer. All of
 * it from the parent: nothing runs inside.
 *
 * @returns ends it
 */
export function followFrame(frame: HTMLIFrameElement, shown: Document): () => void {
  const measure = (): void => {
    const root = shown.documentElement;
    const { body } = shown;
    root.style.zoom = '';
    const overflow = root.scrollWidth / Math.max(1, root.clientWidth);
    const isNarrow = window.innerWidth < 640 && overflow > 1.01;
    const zoom = !isNarrow ? 1 : overflow * minZoom > 1 ? scrolledZoom : 1 / overflow;
    if (isNarrow) root.style.zoom = String(zoom);
    const scrolls = overflow * zoom > 1.01;
    const heightPx = Math.ceil(Math.max(body.getBoundingClientRect().height, body.scrollHeight * zoom)) + (scrolls ? 14 : 0);
    frame.style.height = `${Math.min(maxHeightPx, Math.max(20, heightPx))}px`;
  };
  let lastWidth = -1;
  const observer = new ResizeObserver(() => {
    lastWidth = frame.clientWidth;
    measure();
  });
  observer.observe(shown.body);
  const onResize = (): void => {
    if (frame.clientWidth !== lastWidth) measure();
  };
  const end = new AbortController();
  const { signal } = end;
  window.addEventListener('resize', onResize, { signal });
  shown.addEventListener('load', measure, { capture: true, signal });
  shown.addEventListener('toggle', measure, { capture: true, signal });
  shown.addEventListener(
    'keydown',
    (event) => {
      const { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat } = event;
      // Copying and moving about in the text stay the frame's own.
      if ((ctrlKey || metaKey) && key.toLowerCase() !== 'k') return;
      const copy = new KeyboardEvent('keydown', { key, code, ctrlKey, metaKey, shiftKey, altKey, repeat, bubbles: true, cancelable: true });
      if (!frame.dispatchEvent(copy)) event.preventDefault();
    },
    { signal },
  );
  // Open menus of the page close when someone clicks into the mail.
  shown.addEventListener('pointerdown', () => frame.dispatchEvent(new PointerEvent('pointerdown', { bubbles: true })), { signal });
  shown.addEventListener(
    'click',
    (event) => {
      const link = (event.target as Element | null)?.closest?.('a[href^="mailto:"]');
      const request = link == null ? null : mailtoRequest(link.getAttribute('href') ?? '');
      if (request === null) return;
      event.preventDefault();
      openComposer(request);
    },
    { signal },
  );
  measure();
  return () => {
    observer.disconnect();
    end.abort();
  };
}
