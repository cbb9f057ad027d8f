import { ArrowLeft, Download, Pencil, Send, Trash2 } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { type ContactList, type ContactPatch, t } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { contactEmails, contactName } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { TextField } from '../ui/text-field.tsx';
import type { Chosen } from './chosen.ts';
import { ContactDetails, writeTo } from './contact-details.tsx';
import { saveAsFile } from './contact-files.ts';
import { ContactForm } from './contact-form.tsx';
import { ContactMark } from './contact-rows.tsx';
import { GroupDetails, membersOf } from './group-details.tsx';
import { isGroup, shownDetail, shownName } from './shown-contact.ts';
import { changeContacts } from './use-contacts.ts';

type ContactPaneProps = {
  list: ContactList;
  all: readonly JmapContactCard[];
  chosen: Chosen;
  onChosen: (chosen: Chosen) => void;
};

/** Somebody, or a form for them. */
export function ContactPane({ list, all, chosen, onChosen }: ContactPaneProps) {
  const card = chosen.kind === 'card' ? all.find(({ id }) => id === chosen.id) : undefined;
  if (chosen.kind === 'none' || (chosen.kind === 'card' && card === undefined))
    return (
      <EmptyState
        title={t('contacts.choose')}
        action={chosen.kind === 'none' ? undefined : <Back onBack={() => onChosen({ kind: 'none' })} />}
      />
    );
  const isEditing = chosen.kind === 'new' || chosen.isEditing;
  const isAboutGroup = chosen.kind === 'new' ? chosen.isGroup : card !== undefined && isGroup(card);

  async function save(patch: ContactPatch): Promise<void> {
    if (card !== undefined) {
      // Whoever is written about by hand is no longer only somebody one wrote to.
      const kept = card.addressBookIds.collected === true ? { ...patch, addressBookIds: { contacts: true } } : patch;
      const isDone = await changeContacts(
        async () => (Object.keys(kept).length === 0 ? null : list.change(card.id, kept)),
        (undo) => (undo === null ? null : { text: t('contacts.saved'), undo }),
      );
      if (isDone) onChosen({ kind: 'card', id: card.id, isEditing: false });
      return;
    }
    const made = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null));
    await changeContacts(
      () => list.create(made),
      (id) => {
        onChosen({ kind: 'card', id, isEditing: false });
        return { text: t('contacts.saved'), undo: async () => void (await list.remove([id])) };
      },
    );
  }
  async function remove(gone: JmapContactCard): Promise<void> {
    const isDone = await changeContacts(
      () => list.remove([gone.id]),
      (undo) => ({ text: t('contacts.deleted', { name: shownName(gone) }), undo }),
    );
    if (isDone) onChosen({ kind: 'none' });
  }
  const leave = () => onChosen(card === undefined ? { kind: 'none' } : { kind: 'card', id: card.id, isEditing: false });

  return (
    <div className="mx-auto flex max-w-[720px] flex-col gap-6 px-4 py-6 tablet:px-8">
      <div className="flex items-center gap-3">
        <span className="tablet:hidden">
          <Back onBack={() => onChosen({ kind: 'none' })} />
        </span>
        {card === undefined ? null : <ContactMark card={card} size="large" />}
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg font-semibold">
            {card === undefined ? t(isAboutGroup ? 'contacts.newGroup' : 'contacts.new') : shownName(card)}
          </h2>
          {card === undefined || !isAboutGroup ? null : <p className="text-ink-muted">{shownDetail(card)}</p>}
        </div>
        {card === undefined || isEditing ? null : (
          <Tools
            list={list}
            card={card}
            all={all}
            onEdit={() => onChosen({ kind: 'card', id: card.id, isEditing: true })}
            onDelete={() => void remove(card)}
          />
        )}
      </div>
      {isEditing && !isAboutGroup ? <ContactForm key={card?.id ?? 'new'} card={card ?? null} onSave={save} onCancel={leave} /> : null}
      {isEditing && isAboutGroup ? <GroupForm key={card?.id ?? 'new'} card={card ?? null} onSave={save} onCancel={leave} /> : null}
      {isEditing || card === undefined ? null : isAboutGroup ? (
        <GroupDetails
          key={card.id}
          list={list}
          group={card}
          all={all}
          onChoose={(id) => onChosen({ kind: 'card', id, isEditing: false })}
        />
      ) : (
        <ContactDetails list={list} card={card} all={all} />
      )}
    </div>
  );
}

const Back = ({ onBack }: { onBack: () => void }) => <IconButton icon={ArrowLeft} label={t('contacts.title')} onClick={onBack} />;

type ToolsProps = { list: ContactList; card: JmapContactCard; all: readonly JmapContactCard[]; onEdit: () => void; onDelete: () => void };

function Tools({ list, card, all, onEdit, onDelete }: ToolsProps) {
  const people = isGroup(card) ? membersOf(card, all) : [card];
  const addresses = people.flatMap((one) => contactEmails(one).slice(0, 1));
  const label = isGroup(card) ? t('contacts.writeGroup') : t('contacts.write', { address: addresses[0] ?? '' });
  return (
    <div className="flex">
      {addresses.length === 0 ? null : <IconButton icon={Send} label={label} onClick={() => window.location.assign(writeTo(addresses))} />}
      {list.isReadOnly ? null : <IconButton icon={Pencil} label={t('contacts.edit')} onClick={onEdit} />}
      <IconButton icon={Download} label={t('contacts.exportOne')} onClick={() => void saveAsFile([card], '4.0', shownName(card))} />
      {list.isReadOnly ? null : <IconButton icon={Trash2} label={t('contacts.delete')} onClick={onDelete} />}
    </div>
  );
}

type GroupFormProps = { card: JmapContactCard | null; onSave: (patch: ContactPatch) => Promise<void>; onCancel: () => void };

function GroupForm({ card, onSave, onCancel }: GroupFormProps) {
  const [name, setName] = useState(card === null ? '' : (contactName(card) ?? ''));
  const save = (event: FormEvent): void => {
    event.preventDefault();
    if (name.trim() !== '') void onSave({ name: { full: name.trim() }, ...(card === null ? { kind: 'group', members: {} } : {}) });
  };
  return (
    <form onSubmit={save} className="flex max-w-[400px] flex-col gap-5">
      <TextField label={t('contacts.groupName')} autoFocus maxLength={300} value={name} onChange={(event) => setName(event.target.value)} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={name.trim() === ''}>
          {t('contacts.save')}
        </Button>
        <Button onClick={onCancel}>{t('contacts.cancel')}</Button>
      </div>
    </form>
  );
}
