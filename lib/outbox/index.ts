export { IntentRunner } from './intent-runner.ts';
export { LocalIntentRunner } from './local-intent-runner.ts';
export type { OutboxContext } from './outbox-context.ts';
export type { SubmissionRunnerOptions } from './submission-runner.ts';
export { SubmissionRunner } from './submission-runner.ts';
