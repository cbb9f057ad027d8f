import type { Logger } from '#lib/log/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import type { Store } from '#lib/store/index.ts';
import type { UidValidities } from './uid-validities.ts';

/** What every piece of one account's engine needs. */
export type AccountContext = { accountId: AccountId; store: Store; log: Logger; nowMs: () => number; signal: AbortSignal };

/** … and those that open mailboxes. */
export type EngineContext = AccountContext & { validities: UidValidities };
