'use client';

import { type FormEvent, useEffect, useId, useState } from 'react';
import { type Account, errorText, mailClient, showToast, t } from '#lib/client/index.ts';
import type { VacationResponse } from '#lib/contract/index.ts';
import { isMailError, vacationLimits } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { Section } from './section.tsx';

/** What the mail server answers while the person is away. */
export function AwaySection() {
  const state = useValue(mailClient().state);
  const accounts = state.kind === 'ready' ? state.accounts.filter(({ isDemo }) => !isDemo) : [];
  const [chosen, setChosen] = useState<string | null>(null);
  const account = accounts.find((one) => one.id === chosen) ?? accounts[0];
  if (account === undefined) return null;
  return (
    <Section id="away" title={t('settings.away')} hint={t('settings.awayHint')}>
      {accounts.length > 1 ? (
        <SelectField
          label={t('settings.account')}
          value={account.id}
          onChange={(event) => setChosen(event.target.value)}
          className="max-w-[400px]"
        >
          {accounts.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
        </SelectField>
      ) : null}
      <AccountAway key={account.id} account={account} />
    </Section>
  );
}

function failed(error: unknown): void {
  if (!isMailError(error)) throw error;
  showToast({ kind: 'error', text: t('settings.notSaved'), detail: errorText(error) });
}

function AccountAway({ account }: { account: Account }) {
  const { vacation } = account;
  const state = useValue(vacation.state);
  useEffect(() => {
    vacation.load().catch(failed);
  }, [vacation]);
  if (state === null) return <Skeleton className="h-40 w-full" />;
  if (state === 'not-offered') return <p className="text-ink-muted">{t('settings.awayNotOffered')}</p>;
  // What somebody else changed meanwhile takes the place of what stands here.
  return <AwayForm key={JSON.stringify(state)} account={account} saved={state} />;
}

function AwayForm({ account, saved }: { account: Account; saved: VacationResponse }) {
  const [isEnabled, setEnabled] = useState(saved.isEnabled);
  const [from, setFrom] = useState(() => localTime(saved.fromDate));
  const [to, setTo] = useState(() => localTime(saved.toDate));
  const [subject, setSubject] = useState(saved.subject ?? '');
  const [text, setText] = useState(saved.textBody ?? '');
  const [busy, setBusy] = useState(false);
  const textId = useId();
  const isBackwards = from !== '' && to !== '' && new Date(from) >= new Date(to);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (isBackwards) return;
    setBusy(true);
    const textBody = text.trim() === '' ? null : text;
    try {
      await account.vacation.save({
        isEnabled,
        fromDate: instant(from),
        toDate: instant(to),
        subject: subject.trim() === '' ? null : subject.trim(),
        textBody,
        // an HTML form that another program wrote no longer says the same
        ...(textBody === saved.textBody ? {} : { htmlBody: null }),
      });
      showToast({ kind: 'success', text: t(isEnabled ? 'settings.awayIsOn' : 'settings.saved'), durationMs: 3_000 });
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={(event) => void save(event)} className="flex flex-col gap-5">
      <Checkbox
        label={t('settings.awayOn')}
        checked={isEnabled}
        disabled={account.isReadOnly}
        onChange={(event) => setEnabled(event.target.checked)}
      />
      <div className="grid max-w-[560px] gap-4 tablet:grid-cols-2">
        <TextField type="datetime-local" label={t('settings.awayFrom')} value={from} onChange={(event) => setFrom(event.target.value)} />
        <TextField
          type="datetime-local"
          label={t('settings.awayTo')}
          error={isBackwards ? t('settings.awayBackwards') : undefined}
          value={to}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
      <TextField
        className="max-w-[560px]"
        label={t('settings.awaySubject')}
        hint={t('settings.awaySubjectHint')}
        maxLength={vacationLimits.subject}
        value={subject}
        onChange={(event) => setSubject(event.target.value)}
      />
      <div className="flex max-w-[560px] flex-col gap-1">
        <label htmlFor={textId} className="text-sm font-medium">
          {t('settings.awayText')}
        </label>
        <textarea
          id={textId}
          rows={6}
          maxLength={vacationLimits.body}
          value={text}
          onChange={(event) => setText(event.target.value)}
          className="rounded-md border border-line-strong bg-paper px-2.5 py-2 focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent"
        />
      </div>
      <div>
        <Button type="submit" variant="primary" busy={busy} disabled={account.isReadOnly || isBackwards}>
          {t('settings.save')}
        </Button>
      </div>
    </form>
  );
}

/** A UTCDate as the field for date and time takes it: the person's own time, to the minute. */
function localTime(date: string | null): string {
  if (date === null) return '';
  const at = new Date(date);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

const instant = (local: string): string | null => (local === '' ? null : new Date(local).toISOString().replace('.000Z', 'Z'));
