const sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
const ready = new WeakSet<HTMLIFrameElement>();
let idle: HTMLIFrameElement | null = null;

type MovingParent = { moveBefore?: (node: Node, before: Node | null) => void };

/** A frame for one message (settled 13). No scripts run in it; the parent fills and measures it. */
function makeFrame(): HTMLIFrameElement {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', sandbox);
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.src = '/frame';
  frame.addEventListener('load', () => ready.add(frame), { once: true });
  return frame;
}

/** Keeps one loaded frame in the page, out of sight, so that the next message opens without waiting for a load. */
export function prepareIdleFrame(): void {
  if (idle?.isConnected || (document.body as MovingParent).moveBefore === undefined) return;
  idle = makeFrame();
  idle.hidden = true;
  idle.tabIndex = -1;
  idle.setAttribute('aria-hidden', 'true');
  document.body.append(idle);
}

/**
 * Puts a frame into the container and calls back with its document once it is loaded: at once where the idle one can be moved without a
 * reload (`moveBefore`).
 *
 * @returns takes the frame away
 */
export function mountFrame(container: HTMLElement, onReady: (frame: HTMLIFrameElement, shown: Document) => void): () => void {
  const taken = idle?.isConnected && ready.has(idle) ? idle : null;
  const frame = taken ?? makeFrame();
  if (taken === null) container.append(frame);
  else {
    idle = null;
    (container as MovingParent).moveBefore?.(taken, null);
    taken.hidden = false;
    taken.removeAttribute('tabindex');
    taken.removeAttribute('aria-hidden');
  }
  const tell = (): void => {
    if (frame.contentDocument !== null) onReady(frame, frame.contentDocument);
  };
  if (ready.has(frame)) tell();
  else frame.addEventListener('load', tell, { once: true });
  const later = setTimeout(prepareIdleFrame, 50);
  return () => {
    clearTimeout(later);
    frame.removeEventListener('load', tell);
    frame.remove();
  };
}
