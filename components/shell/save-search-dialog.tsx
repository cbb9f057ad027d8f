import { type FormEvent, useId, useState } from 'react';
import { Button, Dialog, TextField } from '#components/ui/index.ts';
import { errorText, type PreferenceStore, showToast, t } from '#lib/client/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';

type SaveSearchDialogProps = {
  query: string;
  /** null: over all accounts */
  accountId: AccountId | null;
  preferences: PreferenceStore;
  onClose: () => void;
};

/** Gives a search a name, under which it stands among the folders. */
export function SaveSearchDialog({ query, accountId, preferences, onClose }: SaveSearchDialogProps) {
  const [name, setName] = useState(query.slice(0, 100));
  const formId = useId();
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    const said = name.trim();
    if (said === '') return;
    onClose();
    const id = crypto.randomUUID();
    try {
      await preferences.change({ savedSearches: [...preferences.values.get().savedSearches, { id, name: said, query, accountId }] });
      showToast({ kind: 'success', text: t('saved.kept', { name: said }) });
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('action.failed'), detail: errorText(error) });
    }
  }
  return (
    <Dialog
      open
      size="small"
      title={t('saved.saveTitle')}
      closeLabel={t('saved.cancel')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('saved.cancel')}</Button>
          <Button variant="primary" type="submit" form={formId} disabled={name.trim() === ''}>
            {t('saved.save')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={(event) => void save(event)} className="flex flex-col gap-2">
        <TextField label={t('saved.name')} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
        <p className="text-sm text-ink-muted">{t('saved.hint')}</p>
      </form>
    </Dialog>
  );
}
