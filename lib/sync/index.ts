export type { AccountContext } from './account-context.ts';
export type { AccountEngineOptions } from './account-engine.ts';
export { AccountEngine } from './account-engine.ts';
export type { BulkLease } from './bulk-connections.ts';
export type { EngineHealth } from './engine-health.ts';
export { textOf, textParts } from './fetch-text.ts';
export type { ConnectionPurpose } from './login-gate.ts';
export type { SessionSlot } from './session-slot.ts';
export { slotPriority } from './session-slot.ts';
