type TraceEvent = { ph: string; name: string; ts: number; pid: number; tid: number; tdur?: number; args: { name?: string } };

/** What a trace needs so that `taskTimes` can read it. */
export const traceCategories = ['toplevel', 'disabled-by-default-devtools.timeline', 'blink.user_timing'];

/**
 * Processor time of the tasks on the main threads of pages, which others on the same machine do not lengthen.
 *
 * @param mark a `performance.mark` of the page: what was before it does not count (starting the trace is a long task of its own)
 * @returns milliseconds
 */
export function taskTimes(trace: Buffer, mark: string): number[] {
  const { traceEvents } = JSON.parse(trace.toString()) as { traceEvents: TraceEvent[] };
  const thread = ({ pid, tid }: TraceEvent): string => `${pid}.${tid}`;
  const main = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(thread));
  const sinceTs = traceEvents.find(({ name }) => name === mark)?.ts ?? 0;
  const isTask = (event: TraceEvent): boolean => event.ph === 'X' && event.name.endsWith('RunTask') && event.ts >= sinceTs;
  return traceEvents.filter((event) => isTask(event) && main.has(thread(event))).map(({ tdur }) => (tdur ?? 0) / 1000);
}
