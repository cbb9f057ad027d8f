import type { LogLevel } from '#lib/config/index.ts';
import { config } from '#lib/config/index.ts';
import { createLogger } from './logger.ts';

let level: LogLevel | null = null;

function processLevel(): LogLevel {
  if (level === null) {
    try {
      level = config().logLevel;
    } catch {
      // A wrong configuration is reported, all of it, by whoever starts the process; a log line before that must not be the one to fail.
      return 'info';
    }
  }
  return level;
}

/** The process's log: JSON lines on standard error, at the level of the configuration. */
export const log = createLogger({ level: processLevel, write: (line) => void process.stderr.write(line) });
