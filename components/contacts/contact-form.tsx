import { Plus, X } from 'lucide-react';
import { type FormEvent, type ReactNode, useId, useState } from 'react';
import { type ContactPatch, t } from '#lib/client/index.ts';
import { parseAddressList } from '#lib/compose/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { contactName } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { addressLines } from './shown-contact.ts';

type ContactFormProps = {
  /** null: a new one */
  card: JmapContactCard | null;
  onSave: (patch: ContactPatch) => Promise<void>;
  onCancel: () => void;
};

/** One of several values; `entry` is what stood there, with whatever else it holds, and `first` how it was shown. */
type Row = { key: string; value: string; use: 'none' | 'private' | 'work'; entry: Record<string, unknown>; first: string };
const freshRow = (rows: readonly Row[]): Row => ({ key: freshKey(rows), value: '', use: 'none', entry: {}, first: '' });
const uses = ['none', 'private', 'work'] as const;

/** A person's fields. What a card has beyond them stays as it is. */
export function ContactForm({ card, onSave, onCancel }: ContactFormProps) {
  const [name, setName] = useState(card === null ? '' : (contactName(card) ?? ''));
  const [nickname, setNickname] = useState(Object.values(card?.nicknames ?? {})[0]?.name ?? '');
  const [organization, setOrganization] = useState(Object.values(card?.organizations ?? {})[0]?.name ?? '');
  const [title, setTitle] = useState(Object.values(card?.titles ?? {})[0]?.name ?? '');
  const [emails, setEmails] = useState(() => rowsOf(card?.emails, ({ address }) => address));
  const [phones, setPhones] = useState(() => rowsOf(card?.phones, ({ number }) => number));
  const [addresses, setAddresses] = useState(() => rowsOf(card?.addresses, addressLines));
  const [links, setLinks] = useState(() => rowsOf(card?.links, ({ uri }) => uri));
  const [note, setNote] = useState(Object.values(card?.notes ?? {})[0]?.note ?? '');
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const noteId = useId();

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (emails.some(({ value }) => value.trim() !== '' && !isEmail(value))) return;
    if ([name, nickname, organization, ...emails.map(({ value }) => value)].every((text) => text.trim() === ''))
      return setError(t('contacts.nothing'));
    const wished: ContactPatch = {
      ...(card !== null && name === (contactName(card) ?? '') ? {} : { name: name.trim() === '' ? null : { full: name.trim() } }),
      nicknames: firstOf(card?.nicknames, 'k1', 'name', nickname),
      organizations: firstOf(card?.organizations, 'o1', 'name', organization),
      titles: firstOf(card?.titles, 't1', 'name', title),
      emails: mapOf(emails, (address) => ({ address })),
      phones: mapOf(phones, (number) => ({ number })),
      addresses: mapOf(addresses, (full) => ({ full, components: undefined })),
      links: mapOf(links, (uri) => ({ uri })),
      notes: firstOf(card?.notes, 'n1', 'note', note),
    };
    // Only what is another than before.
    const patch = Object.fromEntries(
      Object.entries(wished).filter(([property, value]) => JSON.stringify(value) !== JSON.stringify(card?.[property] ?? null)),
    );
    setBusy(true);
    await onSave(patch);
    setBusy(false);
  }

  return (
    <form onSubmit={(event) => void save(event)} className="flex max-w-[560px] flex-col gap-5">
      <TextField
        label={t('contacts.name')}
        autoComplete="off"
        data-autofocus
        autoFocus
        maxLength={300}
        value={name}
        error={error ?? undefined}
        onChange={(event) => {
          setName(event.target.value);
          setError(null);
        }}
      />
      <Rows
        legend={t('contacts.emails')}
        label={t('contacts.email')}
        type="email"
        rows={emails}
        onChange={setEmails}
        hasUse
        errorOf={wrongEmail}
      />
      <Rows legend={t('contacts.phones')} label={t('contacts.phone')} type="tel" rows={phones} onChange={setPhones} hasUse />
      <div className="grid gap-5 tablet:grid-cols-2">
        <TextField
          label={t('contacts.organization')}
          maxLength={300}
          value={organization}
          onChange={(event) => setOrganization(event.target.value)}
        />
        <TextField label={t('contacts.jobTitle')} maxLength={300} value={title} onChange={(event) => setTitle(event.target.value)} />
      </div>
      <TextField label={t('contacts.nickname')} maxLength={300} value={nickname} onChange={(event) => setNickname(event.target.value)} />
      <Rows legend={t('contacts.addresses')} label={t('contacts.address')} type="lines" rows={addresses} onChange={setAddresses} hasUse />
      <Rows legend={t('contacts.links')} label={t('contacts.link')} type="url" rows={links} onChange={setLinks} />
      <div className="flex flex-col gap-1">
        <label htmlFor={noteId} className="text-sm font-medium">
          {t('contacts.note')}
        </label>
        <Lines id={noteId} value={note} onChange={setNote} rows={3} />
      </div>
      <div className="flex gap-2">
        <Button type="submit" variant="primary" busy={isBusy}>
          {t('contacts.save')}
        </Button>
        <Button onClick={onCancel}>{t('contacts.cancel')}</Button>
      </div>
    </form>
  );
}

const isEmail = (text: string): boolean =>
  parseAddressList(text).length === 1 && parseAddressList(text)[0]?.isValid === true && !/[<>"]/.test(text);
const wrongEmail = (text: string): string | null => (text.trim() === '' || isEmail(text) ? null : t('contacts.badEmail'));

function rowsOf<Entry extends Record<string, unknown>>(
  map: Readonly<Record<string, Entry>> | undefined,
  made: (entry: Entry) => string,
): Row[] {
  return Object.entries(map ?? {}).map(([key, entry]) => {
    const contexts = entry.contexts as Record<string, true> | undefined;
    const use = contexts?.work === true ? 'work' : contexts?.private === true ? 'private' : 'none';
    return { key, value: made(entry), use, entry, first: made(entry) };
  });
}

/** Null: there is none. What a row held beside its value stays with it. */
function mapOf(rows: readonly Row[], made: (text: string) => Record<string, unknown>): Record<string, unknown> | null {
  const kept = rows.filter(({ value }) => value.trim() !== '');
  if (kept.length === 0) return null;
  return Object.fromEntries(
    kept.map(({ key, value, use, entry, first }) => {
      const { private: _, work: _work, ...others } = (entry.contexts ?? {}) as Record<string, true>;
      const contexts = use === 'none' ? others : { ...others, [use]: true };
      const now = value === first ? entry : { ...entry, ...made(value.trim()) };
      return [key, { ...now, contexts: Object.keys(contexts).length > 0 ? contexts : undefined }];
    }),
  );
}

/** The first value of several, of which the form shows no others. */
function firstOf(
  map: Readonly<Record<string, object>> | undefined,
  key: string,
  property: string,
  text: string,
): Record<string, unknown> | null {
  const [first = key] = Object.keys(map ?? {});
  const { [first]: entry, ...others } = map ?? {};
  const next = text.trim() === '' ? others : { [first]: { ...entry, [property]: text.trim() }, ...others };
  return Object.keys(next).length === 0 ? null : next;
}

type RowsProps = {
  legend: string;
  label: string;
  type: 'email' | 'tel' | 'url' | 'lines';
  rows: readonly Row[];
  onChange: (rows: Row[]) => void;
  hasUse?: boolean;
  errorOf?: (value: string) => string | null;
};

function Rows({ legend, label, type, rows, onChange, hasUse = false, errorOf = () => null }: RowsProps) {
  const [fresh] = useState(() => freshRow([]));
  const shown = rows.length === 0 ? [fresh] : rows;
  const set = (key: string, patch: Partial<Row>) => onChange(shown.map((row) => (row.key === key ? { ...row, ...patch } : row)));
  return (
    <fieldset className="flex min-w-0 flex-col gap-2">
      <legend className="mb-1 text-sm font-medium">{legend}</legend>
      {shown.map((row, index) => {
        const named = `${label} ${index + 1}`;
        return (
          <div key={row.key} className="flex items-start gap-2">
            {type === 'lines' ? (
              <Lines label={named} value={row.value} onChange={(value) => set(row.key, { value })} rows={3} />
            ) : (
              <TextField
                label={named}
                hideLabel
                type={type === 'email' ? 'text' : type}
                inputMode={type}
                autoComplete="off"
                autoCapitalize="none"
                maxLength={1_000}
                value={row.value}
                error={errorOf(row.value) ?? undefined}
                onChange={(event) => set(row.key, { value: event.target.value })}
                className="flex-1"
              />
            )}
            {hasUse ? (
              <SelectField
                label={t('contacts.use', { value: named })}
                hideLabel
                value={row.use}
                onChange={(event) => set(row.key, { use: uses.find((use) => use === event.target.value) ?? 'none' })}
                className="w-30 shrink-0"
              >
                {uses.map((use) => (
                  <option key={use} value={use}>
                    {t(`contacts.use.${use}`)}
                  </option>
                ))}
              </SelectField>
            ) : null}
            <IconButton
              icon={X}
              label={t('contacts.removeRow', { value: row.value || named })}
              disabled={rows.length === 0}
              onClick={() => onChange(rows.filter(({ key }) => key !== row.key))}
            />
          </div>
        );
      })}
      <div>
        <Button
          size="small"
          variant="ghost"
          icon={<Plus aria-hidden size={14} />}
          aria-label={`${t('contacts.addRow')}: ${label}`}
          onClick={() => onChange([...shown, freshRow(shown)])}
        >
          {t('contacts.addRow')}
        </Button>
      </div>
    </fieldset>
  );
}

function freshKey(rows: readonly Row[]): string {
  let number = rows.length + 1;
  while (rows.some(({ key }) => key === `r${number}`)) number += 1;
  return `r${number}`;
}

function Lines({
  id,
  label,
  value,
  onChange,
  rows,
}: {
  id?: string;
  label?: string;
  value: string;
  onChange: (value: string) => void;
  rows: number;
}): ReactNode {
  return (
    <textarea
      id={id}
      aria-label={label}
      rows={rows}
      maxLength={2_000}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      className="min-w-0 flex-1 rounded-md border border-line-strong bg-paper px-2.5 py-1.5 focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent"
    />
  );
}
