import { type FormEvent, useId, useState } from 'react';
import { Button, Dialog, SelectField, TextField } from '#components/ui/index.ts';
import { errorText, type Folders, type MessageKey, showToast, t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import { isMailError, type MailboxId, type MailError } from '#lib/mail/index.ts';
import { folderPlaces } from './folder-menu.ts';
import { mailboxName } from './mailbox-name.ts';
import { mayMoveFolder } from './may-move-folder.ts';

export type FolderQuestion =
  | { ask: 'create'; parentId: MailboxId | null }
  | { ask: 'rename' | 'move' | 'empty'; mailbox: Mailbox }
  /** `count`: deleted messages that go */
  | { ask: 'compact'; mailbox: Mailbox; count: number };

type FolderDialogProps = {
  question: FolderQuestion;
  mailboxes: readonly Mailbox[];
  folders: Folders;
  onClose: () => void;
};

const titles = {
  create: 'folder.createTitle',
  rename: 'folder.renameTitle',
  move: 'folder.moveTitle',
  empty: 'folder.emptyTitle',
  compact: 'folder.compactTitle',
} as const satisfies Record<FolderQuestion['ask'], MessageKey>;
const words = {
  create: 'folder.create',
  rename: 'folder.renameDo',
  move: 'folder.moveDo',
  empty: 'folder.emptyDo',
  compact: 'folder.compactDo',
} as const satisfies Record<FolderQuestion['ask'], MessageKey>;

/** Asks what a deed with a folder still needs: its name, its place, or a yes. Stays open with the reason when it is refused. */
export function FolderDialog({ question, mailboxes, folders, onClose }: FolderDialogProps) {
  const mailbox = question.ask === 'create' ? null : question.mailbox;
  const shownName = mailbox === null ? '' : mailboxName(mailbox);
  const [name, setName] = useState(question.ask === 'rename' ? question.mailbox.name : '');
  const [parentId, setParentId] = useState(question.ask === 'create' ? question.parentId : (mailbox?.parentId ?? null));
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const formId = useId();
  const { ask } = question;
  const isDangerous = ask === 'empty' || ask === 'compact';
  const [deletedCount, setDeletedCount] = useState(question.ask === 'compact' ? question.count : 0);

  async function run(): Promise<string | null> {
    if (question.ask === 'create') {
      await folders.create(name.trim(), parentId);
      return t('folder.created', { name: name.trim() });
    }
    const { id } = question.mailbox;
    switch (question.ask) {
      case 'rename':
        if (name.trim() === question.mailbox.name) return null;
        await folders.change(id, { name: name.trim() });
        return t('folder.renamed', { name: name.trim() });
      case 'move':
        if (parentId === question.mailbox.parentId) return null;
        await folders.change(id, { parentId });
        return t('folder.moved', { name: shownName });
      case 'empty':
        await folders.empty(id);
        return t('folder.emptied', { name: shownName });
      case 'compact':
        await folders.compact(id, deletedCount);
        return t('folder.compacted', { count: deletedCount });
    }
  }
  function onSubmit(event: FormEvent): void {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setRefusal(null);
    run().then(
      (done) => {
        onClose();
        if (done !== null) showToast({ id: 'folder', kind: 'success', text: done });
      },
      (error: unknown) => {
        setBusy(false);
        if (!isMailError(error)) throw error;
        setRefusal(refusalText(error));
        if (question.ask === 'compact' && error.code === 'stateMismatch') countAgain(question.mailbox.id);
      },
    );
  }
  /** What was said does not hold any more: the person sees how many there are now. */
  function countAgain(id: MailboxId): void {
    folders.deletedCount(id).then(
      (count) => setDeletedCount(count ?? 0),
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        setRefusal(refusalText(error));
      },
    );
  }

  const places = folderPlaces(mailboxes, ({ id, myRights }) =>
    mailbox === null ? myRights.mayCreateChild : id === mailbox.parentId || mayMoveFolder(mailboxes, mailbox.id, id),
  );
  return (
    <Dialog
      open
      size="small"
      title={t(titles[ask], { name: shownName })}
      closeLabel={t('shell.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('folder.cancel')}</Button>
          <Button
            type="submit"
            form={formId}
            variant={isDangerous ? 'danger' : 'primary'}
            busy={isBusy}
            disabled={ask === 'compact' ? deletedCount === 0 : (ask === 'create' || ask === 'rename') && name.trim() === ''}
            data-autofocus={isDangerous || undefined}
          >
            {t(words[ask])}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={onSubmit} className="flex flex-col gap-4">
        {ask === 'create' || ask === 'rename' ? (
          <TextField
            label={t('folder.name')}
            value={name}
            autoComplete="off"
            maxLength={200}
            error={refusal}
            onFocus={(event) => event.currentTarget.select()}
            onChange={(event) => {
              setName(event.target.value);
              setRefusal(null);
            }}
          />
        ) : null}
        {ask === 'create' || ask === 'move' ? (
          <SelectField
            label={t('folder.inside')}
            value={parentId ?? ''}
            onChange={(event) => setParentId(event.target.value === '' ? null : (event.target.value as MailboxId))}
          >
            <option value="">{t('folder.topLevel')}</option>
            {places.map(({ mailbox: place, depth }) => (
              <option key={place.id} value={place.id}>
                {'\u2003'.repeat(depth)}
                {mailboxName(place)}
              </option>
            ))}
          </SelectField>
        ) : null}
        {mailbox === null || !isDangerous ? null : (
          <p>{ask === 'compact' ? t('folder.compactWhat', { count: deletedCount }) : consequence(mailbox)}</p>
        )}
        {refusal === null || ask === 'create' || ask === 'rename' ? null : (
          <p role="alert" className="text-sm text-danger">
            {refusal}
          </p>
        )}
      </form>
    </Dialog>
  );
}

function consequence(mailbox: Mailbox): string {
  const count = mailbox.totalEmails;
  const isForGood = mailbox.role === 'trash' || mailbox.role === 'junk';
  return t(isForGood ? 'folder.emptyForGood' : 'folder.emptyToTrash', { count });
}

function refusalText(error: MailError): string {
  if (error.code === 'stateMismatch') return t('folder.compactChanged');
  if (error.code === 'alreadyExists') return t('folder.exists');
  if (error.code === 'invalidProperties') return t('folder.badName');
  return errorText(error);
}
