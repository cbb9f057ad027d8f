import { ChevronDown } from 'lucide-react';
import { useId } from 'react';
import { t } from '#lib/client/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import { useValue } from '../ui/use-value.ts';
import type { ComposerFields } from './composer-state.ts';
import type { DraftSession } from './draft-session.ts';
import { withSignatureOf } from './signatures.ts';

/** The identity that a message is from. */
export function senderOf(session: DraftSession, { identityId }: ComposerFields): Identity | null {
  const identities = session.account.cache.identities() ?? [];
  return identities.find(({ id }) => id === identityId) ?? identities[0] ?? null;
}

/** Whose name a message bears; nothing where there is only one. */
export function FromLine({
  session,
  fields,
  onChange,
  onContent,
}: {
  session: DraftSession;
  fields: ComposerFields;
  onChange: (patch: Partial<ComposerFields>) => void;
  /** replaces what the editor shows */
  onContent: (patch: Partial<ComposerFields>) => void;
}) {
  useValue(session.account.cache.version);
  const identities = session.account.cache.identities() ?? [];
  const id = useId();
  if (identities.length < 2) return null;
  return (
    <div className="flex items-center gap-2 border-b border-line px-4 py-1">
      <label htmlFor={id} className="w-12 shrink-0 text-sm text-ink-muted">
        {t('compose.from')}
      </label>
      <span className="relative flex min-w-0 flex-1 items-center">
        <select
          id={id}
          value={fields.identityId ?? ''}
          onChange={(event) => {
            const chosen = identities.find((one) => one.id === event.target.value) ?? null;
            onChange({ identityId: chosen?.id ?? null });
            const patch = withSignatureOf(fields, senderOf(session, fields), chosen);
            if (Object.keys(patch).length > 0) onContent(patch);
          }}
          className="h-7 w-full appearance-none bg-transparent pe-5 outline-none"
        >
          {identities.map((identity) => (
            <option key={identity.id} value={identity.id}>
              {identity.name === '' ? identity.email : `${identity.name} <${identity.email}>`}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden size={14} className="pointer-events-none absolute end-0 text-ink-muted" />
      </span>
    </div>
  );
}
