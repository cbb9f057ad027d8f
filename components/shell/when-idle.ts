/** Runs it as soon as the browser has nothing better to do, at the latest after so many milliseconds. @returns takes it back */
export function whenIdle(run: () => void, latestMs: number): () => void {
  // Safari has no idle callbacks.
  if (typeof requestIdleCallback !== 'function') {
    const timer = setTimeout(run, latestMs);
    return () => clearTimeout(timer);
  }
  const idle = requestIdleCallback(run, { timeout: latestMs });
  return () => cancelIdleCallback(idle);
}
