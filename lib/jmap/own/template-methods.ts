import { createHash } from 'node:crypto';
import { templateProperties, templateSettable } from '#lib/contract/index.ts';
import type { ContactsOfPerson } from '#lib/gateway/index.ts';
import { checkArguments } from '../check-arguments.ts';
import { contactsOf } from '../contacts/contacts-of.ts';
import type { Method } from '../request-context.ts';
import type { SetOutcome } from '../set-error.ts';
import { done, invalidProperties, refused } from '../set-error.ts';
import { runGet } from '../standard/run-get.ts';
import type { SetTarget } from '../standard/run-set.ts';
import { runSet } from '../standard/run-set.ts';

const capability = 'urn:postern:templates';

async function stateOf({ personId, templates }: ContactsOfPerson): Promise<string> {
  const all = await templates.list(personId);
  return createHash('sha256').update(JSON.stringify(all)).digest('base64url').slice(0, 16);
}

/** Template/get (`urn:postern:templates`). */
export const getTemplates: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('Template/get', given);
    const own = contactsOf(context, checked.accountId, 'read');
    const all = await own.templates.list(own.personId);
    const result = await runGet(context, checked, {
      properties: templateProperties,
      state: () => stateOf(own),
      all: () => Promise.resolve(all),
      some: (ids) => Promise.resolve(all.filter(({ id }) => ids.includes(id))),
    });
    return [['Template/get', { accountId: own.accountId, ...result }]];
  },
};

/** Template/set (`urn:postern:templates`). */
export const setTemplates: Method = {
  capability,
  async run(context, given) {
    const checked = checkArguments('Template/set', given);
    const own = contactsOf(context, checked.accountId, 'write');
    const result = await runSet(context, checked, target(own));
    if (result.newState !== result.oldState) own.changed('Template', result.newState);
    return [['Template/set', result]];
  },
};

type Values = { [Name in keyof typeof templateSettable]: string };

function target(own: ContactsOfPerson): SetTarget {
  const { personId, templates } = own;
  return {
    properties: templateProperties,
    updatable: Object.keys(templateSettable),
    state: () => stateOf(own),
    changedSince: () => Promise.resolve(null),
    current: async (ids) => (await templates.list(personId)).filter(({ id }) => ids.includes(id)),
    async create(object) {
      const checked = checkedValues({ subject: '', html: '', text: '' }, new Map(Object.entries(object)));
      if (!checked.ok) return checked;
      const id = await templates.create(personId, checked.value);
      return id === null ? refused({ type: 'overQuota' }) : done({ id, ...checked.value });
    },
    async update(updates) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const { id, changed } of updates) {
        const before = (await templates.list(personId)).find((one) => one.id === id);
        const checked = before === undefined ? refused({ type: 'notFound' }) : checkedValues(before, changed);
        if (!checked.ok) outcomes.set(id, checked);
        else outcomes.set(id, (await templates.update(personId, { ...checked.value, id })) ? done(null) : refused({ type: 'notFound' }));
      }
      return outcomes;
    },
    async destroy(ids) {
      const outcomes = new Map<string, SetOutcome<null>>();
      for (const id of ids) outcomes.set(id, (await templates.destroy(personId, id)) ? done(null) : refused({ type: 'notFound' }));
      return outcomes;
    },
  };
}

function checkedValues(before: Partial<Values>, given: ReadonlyMap<string, unknown>): SetOutcome<Values> {
  const values: Record<string, unknown> = { ...before };
  const wrong = [...given.keys()].filter((name) => !Object.hasOwn(templateSettable, name));
  for (const [name, form] of Object.entries(templateSettable)) {
    if (given.has(name)) values[name] = given.get(name) ?? '';
    const checked = form.safeParse(values[name]);
    if (checked.success) values[name] = checked.data;
    else wrong.push(name);
  }
  const { name, subject, html, text } = values as Values;
  return wrong.length > 0 ? invalidProperties(wrong) : done({ name, subject, html, text });
}
