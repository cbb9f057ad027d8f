import { t } from '#lib/client/index.ts';
import { classNames } from '../ui/class-names.ts';
import type { Protocol } from './server-fields.ts';

type ProtocolChoiceProps = { name: string; value: Protocol; onChange: (protocol: Protocol) => void };

/** By which protocol mail is read, with one sentence on what the choice means. */
export function ProtocolChoice({ name, value, onChange }: ProtocolChoiceProps) {
  return (
    <fieldset className="flex min-w-0 flex-col gap-1.5" aria-describedby={`${name}-hint`}>
      <legend className="mb-1 text-sm font-medium text-ink">{t('signIn.protocol')}</legend>
      <div className="grid grid-cols-2 gap-2">
        {(['imap', 'pop3'] as const).map((protocol) => (
          <label
            key={protocol}
            className={classNames(
              'flex h-9 cursor-pointer items-center gap-2 rounded-md border px-2.5 focus-within:outline-2 focus-within:outline-accent',
              value === protocol ? 'border-accent bg-accent-soft' : 'border-line-strong bg-paper',
            )}
          >
            <input
              type="radio"
              name={name}
              value={protocol}
              checked={value === protocol}
              onChange={() => onChange(protocol)}
              className="size-4 accent-accent outline-none"
            />
            <span className="truncate">{t(`signIn.protocol.${protocol}`)}</span>
          </label>
        ))}
      </div>
      <p id={`${name}-hint`} className="text-sm text-ink-muted">
        {t(`signIn.protocolHint.${value}`)}
      </p>
    </fieldset>
  );
}
