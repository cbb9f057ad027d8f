import { mailClient, t } from '#lib/client/index.ts';
import { SelectField } from '../ui/select-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { usePreferences } from './use-preferences.ts';

/** Where one writes from several accounts, each may have its own form of new messages. */
export function AccountFormats() {
  const state = useValue(mailClient().state);
  const { values, change } = usePreferences();
  const accounts = state.kind === 'ready' ? state.accounts.filter(({ isReadOnly }) => !isReadOnly) : [];
  if (accounts.length < 2) return null;
  function choose(accountId: string, value: string): void {
    const others = Object.fromEntries(Object.entries(values.composeFormats).filter(([id]) => id !== accountId));
    change({ composeFormats: value === 'rich' || value === 'plain' ? { ...others, [accountId]: value } : others });
  }
  return (
    <div className="flex max-w-[400px] flex-col gap-3">
      {accounts.map(({ id, name }) => (
        <SelectField
          key={id}
          label={t('settings.formatOf', { account: name })}
          value={values.composeFormats[id] ?? ''}
          onChange={(event) => choose(id, event.target.value)}
        >
          <option value="">{t('settings.format.asAbove')}</option>
          <option value="rich">{t('settings.format.rich')}</option>
          <option value="plain">{t('settings.format.plain')}</option>
        </SelectField>
      ))}
    </div>
  );
}
