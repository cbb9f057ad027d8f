const minuteMs = 60_000;
const sendStepsMs = [1 * minuteMs, 5 * minuteMs, 15 * minuteMs, 60 * minuteMs];
const sendLaterStepMs = 120 * minuteMs;

/** A message that could not be handed over is given up after this long (S6). */
export const sendGiveUpAfterMs = 48 * 60 * minuteMs;

/** S6: 1, 5, 15, 60 min, then every 2 h. @param attempts tries made so far, ≥ 1 */
export const sendRetryDelayMs = (attempts: number): number => sendStepsMs[attempts - 1] ?? sendLaterStepMs;

/** A server that refused the sign-in is asked again so rarely that it locks nobody out. */
export const sendSignInDelayMs = 60 * minuteMs;

/** How long an intent waits that the server answered with “later”: 2 s doubling to 10 min. @param attempts tries made so far */
export const intentRetryDelayMs = (attempts: number): number => Math.min(2_000 * 2 ** Math.min(attempts, 20), 10 * minuteMs);
