/**
 * How an account's mail becomes threads (T7). `conversation`: what answers each other, with a narrow join by subject; a server that has threads
 * of its own decides. `subject`: an id in common and the same base subject (RFC 8621 §3). `off`: every message alone.
 */
export const threadRules = ['conversation', 'subject', 'off'] as const;
export type ThreadRule = (typeof threadRules)[number];
