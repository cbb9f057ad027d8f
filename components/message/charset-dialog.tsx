import { t } from '#lib/client/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { charsets } from './body-view.ts';

type CharsetDialogProps = { charset: string | null; onChoose: (charset: string | null) => void; onClose: () => void };

/** In which charset a message is to be read, where it names the wrong one. */
export function CharsetDialog({ charset, onChoose, onClose }: CharsetDialogProps) {
  return (
    <Dialog open size="small" title={t('message.charsetTitle')} closeLabel={t('message.close')} onClose={onClose}>
      <p className="mb-3 text-sm text-ink-muted">{t('message.charsetHint')}</p>
      <SelectField
        label={t('message.charsetLabel')}
        value={charset ?? ''}
        onChange={(event) => onChoose(event.target.value === '' ? null : event.target.value)}
      >
        <option value="">{t('message.charsetAsSent')}</option>
        {charsets.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </SelectField>
    </Dialog>
  );
}
