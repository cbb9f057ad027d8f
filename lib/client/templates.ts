import type { Template } from '#lib/contract/index.ts';
import { type AccountId, MailError } from '#lib/mail/index.ts';
import type { JmapClient } from './jmap-client.ts';
import { setErrorToMailError } from './set-emails.ts';

/** The person's templates, by name. */
export type Templates = {
  /** @throws MailError */
  list(): Promise<Template[]>;
  /** Makes one, or changes the one with this id. @throws MailError */
  save(template: Omit<Template, 'id'>, id: string | null): Promise<void>;
  /** @throws MailError */
  remove(id: string): Promise<void>;
};

/** Null: this access shows nothing but mail. */
export function templatesOf(client: JmapClient): Templates | null {
  const accountId: AccountId | undefined = client.session().primaryAccounts['urn:postern:templates'];
  if (accountId === undefined) return null;
  const set = async (given: { create?: Record<string, object>; update?: Record<string, object>; destroy?: string[] }) => {
    const answer = await client.call('Template/set', { accountId, ...given } as Parameters<typeof client.call<'Template/set'>>[1]);
    const [refusal] = [answer.notCreated, answer.notUpdated, answer.notDestroyed].flatMap((errors) => Object.values(errors ?? {}));
    if (refusal?.type === 'overQuota') throw new MailError('too-many', 'no more templates', { code: 'overQuota' });
    if (refusal !== undefined) throw setErrorToMailError(refusal);
  };
  return {
    list: async () => (await client.call('Template/get', { accountId, ids: null })).list,
    save: (template, id) => set(id === null ? { create: { k: template } } : { update: { [id]: template } }),
    remove: (id) => set({ destroy: [id] }),
  };
}
