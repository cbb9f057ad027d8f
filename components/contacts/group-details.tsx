import { UserPlus, X } from 'lucide-react';
import { useState } from 'react';
import { type ContactList, t } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { contactEmails } from '#lib/mail/index.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import { ContactMark } from './contact-rows.tsx';
import { isGroup, matches, shownDetail, shownName, sorted } from './shown-contact.ts';
import { changeContacts } from './use-contacts.ts';

type GroupDetailsProps = { list: ContactList; group: JmapContactCard; all: readonly JmapContactCard[]; onChoose: (id: string) => void };

const mostOffered = 6;

export const membersOf = (group: JmapContactCard, all: readonly JmapContactCard[]): JmapContactCard[] =>
  sorted(all.filter(({ uid }) => group.members?.[uid] === true));

/** Who belongs to a group, and who may. */
export function GroupDetails({ list, group, all, onChoose }: GroupDetailsProps) {
  const [typed, setTyped] = useState('');
  const members = membersOf(group, all);
  const offered =
    typed.trim() === ''
      ? []
      : sorted(
          all.filter((card) => !isGroup(card) && !members.includes(card) && contactEmails(card).length > 0 && matches(card, typed)),
        ).slice(0, mostOffered);
  const set = (next: readonly JmapContactCard[]) =>
    changeContacts(
      () => list.change(group.id, { members: Object.fromEntries(next.map(({ uid }) => [uid, true])) }),
      (undo) => ({ text: t('contacts.saved'), undo }),
    );
  return (
    <section className="flex flex-col gap-3">
      {list.isReadOnly ? null : (
        <div className="max-w-[400px]">
          <TextField
            label={t('contacts.addMember')}
            value={typed}
            autoComplete="off"
            onChange={(event) => setTyped(event.target.value)}
            leading={<UserPlus aria-hidden size={16} className="text-ink-muted" />}
            onKeyDown={(event) => {
              const [first] = offered;
              if (event.key !== 'Enter' || first === undefined) return;
              setTyped('');
              void set([...members, first]);
            }}
          />
          {offered.length === 0 ? null : (
            <ul className="mt-1 rounded-lg border border-line p-1">
              {offered.map((card) => (
                <li key={card.id}>
                  <button
                    type="button"
                    onClick={() => {
                      setTyped('');
                      void set([...members, card]);
                    }}
                    className="flex w-full items-center gap-2 rounded-md px-2 py-1.5 text-start hover:bg-paper-hover"
                  >
                    <span className="truncate font-medium">{shownName(card)}</span>
                    <span className="truncate text-sm text-ink-muted">{shownDetail(card)}</span>
                  </button>
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
      {members.length === 0 ? <p className="text-ink-muted">{t('contacts.noMembers')}</p> : null}
      <ul className="flex flex-col divide-y divide-line">
        {members.map((card) => (
          <li key={card.id} className="flex items-center gap-3 py-2">
            <ContactMark card={card} />
            <button type="button" onClick={() => onChoose(card.id)} className="min-w-0 flex-1 rounded-sm text-start hover:underline">
              <span className="block truncate font-medium">{shownName(card)}</span>
              <span className="block truncate text-sm text-ink-muted">{shownDetail(card)}</span>
            </button>
            {list.isReadOnly ? null : (
              <IconButton
                icon={X}
                label={t('contacts.removeMember', { name: shownName(card) })}
                onClick={() => void set(members.filter((one) => one !== card))}
              />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
