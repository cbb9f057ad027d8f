import type { SetError, VacationResponse } from '#lib/contract/index.ts';
import { vacationProperties, vacationSettable } from '#lib/contract/index.ts';
import type { AccountMail } from '#lib/gateway/index.ts';
import type { Vacation } from '#lib/mail/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { MethodError } from '../method-error.ts';
import { ownState } from '../own/own-state.ts';
import { applyPatch } from '../patch-object.ts';
import type { Method, MethodAccess, RequestContext } from '../request-context.ts';
import { accountOf } from '../request-context.ts';
import { runGet } from '../standard/run-get.ts';
import { runSingletonSet } from '../standard/run-singleton-set.ts';
import { utcDateOrNull } from '../utc-date.ts';

const vacationCapability = 'urn:ietf:params:jmap:vacationresponse';

/** VacationResponse/get (RFC 8621 §8.1). */
export const getVacations: Method = {
  capability: vacationCapability,
  async run(context, given) {
    const checked = checkArguments('VacationResponse/get', given);
    const { account, vacation } = await accountWithVacation(context, checked.accountId, 'read');
    const object = vacationObject(vacation);
    const result = await runGet(context, checked, {
      properties: vacationProperties,
      state: () => stateOf(context, account, vacation),
      all: () => Promise.resolve([object]),
      some: (ids) => Promise.resolve(ids.includes('singleton') ? [object] : []),
    });
    return [['VacationResponse/get', { accountId: account.id, ...result }]];
  },
};

/** VacationResponse/set (RFC 8621 §8.2): answers from what is shown here; the mail server is told afterwards, and a refusal comes back (J12). */
export const setVacations: Method = {
  capability: vacationCapability,
  async run(context, given) {
    const checked = checkArguments('VacationResponse/set', given);
    // It makes the account send mail to whoever writes: a password that may not send may not set it (security.md §9).
    const { account } = await accountWithVacation(context, checked.accountId, 'send');
    const now = async () => (await accountWithVacation(context, account.id, 'read')).vacation;
    const response = await runSingletonSet(account.id, checked, {
      state: async () => stateOf(context, account, await now()),
      async update(patch) {
        const outcome = patched(await now(), patch);
        if ('error' in outcome) return outcome.error;
        await account.setVacation(outcome.vacation);
        return null;
      },
    });
    return [['VacationResponse/set', response]];
  },
};

/** @throws MethodError accountNotSupportedByMethod where no server keeps it (J23) */
async function accountWithVacation(
  context: RequestContext,
  accountId: string,
  access: MethodAccess,
): Promise<{ account: AccountMail; vacation: Vacation }> {
  const account = accountOf(context, accountId, access);
  const vacation = await account.vacation(context.signal);
  if (vacation === null) throw new MethodError('accountNotSupportedByMethod');
  return { account, vacation };
}

async function stateOf(context: RequestContext, account: AccountMail, vacation: Vacation): Promise<string> {
  return ownState((await context.userMail.pushStates())[account.id]?.VacationResponse, vacation);
}

const vacationObject = ({ fromMs, toMs, ...rest }: Vacation): VacationResponse => ({
  id: 'singleton',
  isEnabled: rest.isEnabled,
  fromDate: utcDateOrNull(fromMs),
  toDate: utcDateOrNull(toMs),
  subject: rest.subject,
  textBody: rest.textBody,
  htmlBody: rest.htmlBody,
});

function patched(before: Vacation, patch: Record<string, unknown>): { vacation: Vacation } | { error: SetError } {
  const current = vacationObject(before);
  const applied = applyPatch(current, patch);
  if (!applied.ok) return { error: { type: 'invalidPatch', description: applied.reason } };
  const values: Record<string, unknown> = { ...current };
  const wrong: string[] = [];
  for (const [name, value] of applied.changed) {
    const schema = Object.hasOwn(vacationSettable, name) ? vacationSettable[name as keyof typeof vacationSettable] : null;
    const parsed = schema?.safeParse(value ?? null);
    if (parsed?.success === true) values[name] = parsed.data;
    else if (name !== 'id' || value !== 'singleton') wrong.push(name);
  }
  if (wrong.length > 0) return { error: { type: 'invalidProperties', properties: wrong } };
  const { fromDate, toDate, isEnabled, subject, textBody, htmlBody } = values as VacationResponse;
  const ms = (date: string | null) => (date === null ? null : Date.parse(date.replace(':60Z', ':59Z')));
  return { vacation: { isEnabled, fromMs: ms(fromDate), toMs: ms(toDate), subject, textBody, htmlBody } };
}
