export type { LogFields, Logger } from './logger.ts';
export { createLogger } from './logger.ts';
export { log } from './process-log.ts';
export type { SafeText } from './write-fields.ts';
export { safe } from './write-fields.ts';
