import type { LogLevel } from '#lib/config/index.ts';
import { writeFields } from './write-fields.ts';

/**
 * A field's value. Numbers, booleans and null are written as they are. Of texts only those under a name on the list of safe names
 * (ids, hosts, codes, states) are written; every other one becomes its length, so that an address, a subject or a body that
 * wanders into the log stays out of it. `safe(text)` says at the place of use that a text is no one's secret.
 */
export type LogFields = Readonly<Record<string, unknown>>;

export type Logger = {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same log with these fields in every line. */
  child(fields: LogFields): Logger;
};

const rank: Record<LogLevel, number> = { debug: 10, info: 20, warn: 30, error: 40, silent: 50 };

/**
 * A log of JSON lines `{time, level, event, …fields}`.
 *
 * @param options.level asked for at every line, so that it may be known late
 * @param options.write gets one line with its line end
 */
export function createLogger(
  options: { level: () => LogLevel; write: (line: string) => void; nowMs?: () => number },
  fixed: LogFields = {},
): Logger {
  const nowMs = options.nowMs ?? Date.now;
  const at =
    (level: Exclude<LogLevel, 'silent'>) =>
    (event: string, fields: LogFields = {}) => {
      if (rank[level] < rank[options.level()]) return;
      const line = { time: new Date(nowMs()).toISOString(), level, event: event.slice(0, 200), ...writeFields({ ...fixed, ...fields }) };
      options.write(`${JSON.stringify(line)}\n`);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    child: (fields) => createLogger(options, { ...fixed, ...fields }),
  };
}
