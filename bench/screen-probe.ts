/** What the page notes of the frames between `start` and `stop`. */
export type FrameNotes = {
  /** from one frame to the next */
  frameMs: number[];
  /** frames that took over 50 ms of the page's main thread, with the scripts that took most of it */
  longFrames: { ms: number; scripts: string }[];
  /** frames in which a part of the list showed nothing at all, or a row that was not there yet */
  bare: number;
  waiting: number;
};

export type ScreenProbe = {
  start(): void;
  stop(): FrameNotes;
  /** Resolves once the list is covered by rows that are here, drawn and painted. @returns instant on the page's clock */
  standing(): Promise<number>;
  /** The same once this many rows or fewer are in the list. */
  atMost(rows: number): Promise<number>;
  /** The same once there are this many rows at least, and they are drawn. */
  atLeast(rows: number): Promise<number>;
  /** when the list scrolled last, and when something was clicked or pressed last */
  scrolledAtMs: number;
  actedAtMs: number;
  /** the interactions reported since the last call */
  interactions(): Interaction[];
};

/** From an event to the next paint: waiting for the main thread, its handlers, and the drawing. */
export type Interaction = { ms: number; waitMs: number; handleMs: number; drawMs: number };

export type ProbedWindow = Window & { screenProbe: ScreenProbe };

/** Runs in the page, before anything of its own does. */
export function installProbe(): void {
  type Script = { sourceURL: string; sourceFunctionName: string; invoker: string; duration: number };
  type Entry = PerformanceEntry & { interactionId?: number; processingStart?: number; processingEnd?: number; scripts?: Script[] };
  const grid = (): HTMLElement | null => document.querySelector<HTMLElement>('[role="grid"]');
  const rowCount = (): number => Number(grid()?.getAttribute('aria-rowcount') ?? 0);

  /** what of the part on screen is covered: by nothing, by a row still to come, by rows */
  function covered(): 'bare' | 'waiting' | 'rows' {
    const list = grid();
    const scroller = list?.parentElement;
    if (list === null || scroller === null || scroller === undefined) return 'bare';
    const { top } = scroller.getBoundingClientRect();
    const bottom = Math.min(top + scroller.clientHeight, list.getBoundingClientRect().bottom);
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    let isWaiting = false;
    for (const child of list.children) {
      const row = child.querySelector('[role="row"]');
      if (row === null) continue;
      const { top: from, bottom: to } = child.getBoundingClientRect();
      first = Math.min(first, from);
      last = Math.max(last, to);
      if (to > top && from < bottom && row.getAttribute('aria-busy') === 'true') isWaiting = true;
    }
    if (first > top + 1 || last < bottom - 1) return 'bare';
    return isWaiting ? 'waiting' : 'rows';
  }

  function when(isSo: () => boolean): Promise<number> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) requestAnimationFrame(look);
        // painted by the time that a task after the frame runs
        else requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0));
      };
      look();
    });
  }

  let notes: FrameNotes = { frameMs: [], longFrames: [], bare: 0, waiting: 0 };
  let isNoting = false;
  let since = 0;
  const longest = new Map<number, Interaction>();

  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      if (!isNoting || entry.startTime < since) continue;
      const scripts = (entry.scripts ?? [])
        .toSorted((a, b) => b.duration - a.duration)
        .slice(0, 2)
        .map(({ invoker, sourceFunctionName, duration }) => `${sourceFunctionName || invoker} ${Math.round(duration)}`);
      notes.longFrames.push({ ms: Math.round(entry.duration), scripts: scripts.join(', ') });
    }
  }).observe({ type: 'long-animation-frame' });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as Entry[]) {
      const { interactionId, startTime, duration, processingStart = startTime, processingEnd = startTime } = entry;
      if (interactionId === undefined || interactionId === 0) continue;
      const before = longest.get(interactionId);
      if (before === undefined || before.ms < duration)
        longest.set(interactionId, {
          ms: duration,
          waitMs: Math.round(processingStart - startTime),
          handleMs: Math.round(processingEnd - processingStart),
          drawMs: Math.round(startTime + duration - processingEnd),
        });
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);

  const probe: ScreenProbe = {
    start() {
      notes = { frameMs: [], longFrames: [], bare: 0, waiting: 0 };
      isNoting = true;
      since = performance.now();
      let beforeMs: number | null = null;
      const frame = (nowMs: number): void => {
        if (!isNoting) return;
        if (beforeMs !== null) notes.frameMs.push(nowMs - beforeMs);
        beforeMs = nowMs;
        const shows = covered();
        if (shows !== 'rows') notes[shows] += 1;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    },
    stop() {
      isNoting = false;
      return notes;
    },
    standing: () => when(() => covered() === 'rows'),
    atMost: (rows) => when(() => rowCount() <= rows),
    atLeast: (rows) => when(() => rowCount() >= rows && covered() === 'rows'),
    scrolledAtMs: 0,
    actedAtMs: 0,
    interactions() {
      const all = [...longest.values()];
      longest.clear();
      return all;
    },
  };
  const acted = ({ timeStamp }: Event): void => {
    probe.actedAtMs = timeStamp;
  };
  document.addEventListener('click', acted, { capture: true });
  document.addEventListener('keydown', acted, { capture: true });
  document.addEventListener(
    'scroll',
    () => {
      probe.scrolledAtMs = performance.now();
    },
    { capture: true, passive: true },
  );
  (window as unknown as ProbedWindow).screenProbe = probe;
}
