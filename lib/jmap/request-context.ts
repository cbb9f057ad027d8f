import type { Limits } from '#lib/config/index.ts';
import type { Capability } from '#lib/contract/index.ts';
import type { AccountMail, UserMail } from '#lib/gateway/index.ts';
import type { Logger } from '#lib/log/index.ts';
import { MethodError } from './method-error.ts';

/** What holds for one request from its first method call to its last. */
export type RequestContext = {
  readonly userMail: UserMail;
  /** capabilities that the client opted into */
  readonly using: ReadonlySet<string>;
  /** creation ids of this request, one map for all types (RFC 8620 §5.3) */
  readonly createdIds: Map<string, string>;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** key of the mac in Message-IDs that we make (S2) */
  readonly messageIdKey: Uint8Array;
  readonly log: Logger;
};

/** What a method does to the account; app passwords may be narrower than that (settled 1). */
export type MethodAccess = 'read' | 'write' | 'send';

export type MethodAnswer = [name: string, response: Record<string, unknown>];

/** One method of the endpoint. `run` gets arguments whose references are resolved and answers one response, or several after implicit calls. */
export type Method = {
  capability: Capability;
  run(context: RequestContext, given: Record<string, unknown>): Promise<MethodAnswer[]>;
};

/**
 * The account a method works on.
 *
 * @throws MethodError accountNotFound; accountReadOnly for a change where changes are not allowed; forbidden where only sending is not
 */
export function accountOf(context: RequestContext, accountId: string, access: MethodAccess): AccountMail {
  const account = context.userMail.account(accountId);
  const listed = context.userMail.accounts.find((one) => one.id === accountId);
  if (account === null || listed === undefined)
    throw new MethodError(context.userMail.contacts?.accountId === accountId ? 'accountNotSupportedByMethod' : 'accountNotFound');
  if (access === 'read') return account;
  if (listed.isReadOnly || context.userMail.scope === 'read') throw new MethodError('accountReadOnly');
  if (access === 'send' && context.userMail.scope !== 'send') throw new MethodError('forbidden', 'this password may not send');
  return account;
}

/** The same, after the account has its list of mailboxes: an account never shows zero mailboxes (J21). */
export async function readyAccount(context: RequestContext, accountId: string, access: MethodAccess): Promise<AccountMail> {
  const account = accountOf(context, accountId, access);
  await account.ready(context.signal);
  return account;
}

/**
 * The account that something is copied from (RFC 8620 §5.4).
 *
 * @throws MethodError fromAccountNotFound
 */
export async function sourceAccount(context: RequestContext, fromAccountId: string): Promise<AccountMail> {
  const account = context.userMail.account(fromAccountId);
  if (account === null) throw new MethodError('fromAccountNotFound');
  await account.ready(context.signal);
  return account;
}

/** Replaces `#creationId` by the id made for it in this request; a reference that leads nowhere stays as it is (RFC 8620 §5.3). */
export function resolveId(context: RequestContext, id: string): string {
  return id.startsWith('#') ? (context.createdIds.get(id.slice(1)) ?? id) : id;
}
