'use client';

import { useState } from 'react';
import { accountsApi, type Account as MailAccount, type Refusal, showToast, t } from '#lib/client/index.ts';
import type { Account } from '#lib/contract/index.ts';
import { agoText } from '../shell/ago-text.ts';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { useValue } from '../ui/use-value.ts';
import { ServerWishes } from './server-wishes.tsx';

type Chosen = NonNullable<Account['pop3']>;
type PolicyKind = Chosen['policy']['kind'];

const policyKinds = ['keep', 'days', 'until-deleted', 'remove'] as const satisfies readonly PolicyKind[];
const policyLabels = {
  keep: 'settings.pop3.keep',
  days: 'settings.pop3.days',
  'until-deleted': 'settings.pop3.untilDeleted',
  remove: 'settings.pop3.remove',
} as const satisfies Record<PolicyKind, string>;
const intervals = [1, 2, 5, 10, 15, 30, 60, 120, 360, 720, 1_440];
const usualDays = '30';

type Pop3ChoicesProps = { account: Account & { pop3: Chosen }; mail: MailAccount; onSaved: () => Promise<void> };

/** What a POP3 account does with its server: what becomes of the mail there, and how often it looks. */
export function Pop3Choices({ account, mail, onSaved }: Pop3ChoicesProps) {
  useValue(mail.cache.version);
  const { pop3 } = account;
  const [kind, setKind] = useState<PolicyKind>(pop3.policy.kind);
  const [days, setDays] = useState(pop3.policy.kind === 'days' ? String(pop3.policy.days) : usualDays);
  const [intervalMinutes, setIntervalMinutes] = useState(pop3.intervalMinutes);
  const [recent, setRecent] = useState(pop3.recent);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  const areDaysGood = /^\d{1,4}$/.test(days.trim()) && Number(days) >= 1 && Number(days) <= 3_650;
  const policy: Chosen['policy'] = kind === 'days' ? { kind, days: Number(days) } : { kind };
  const isChanged =
    intervalMinutes !== pop3.intervalMinutes || recent !== pop3.recent || JSON.stringify(policy) !== JSON.stringify(pop3.policy);

  async function save(): Promise<void> {
    setBusy(true);
    const told = await accountsApi.updateAccount(account.id, { pop3: { policy, intervalMinutes, recent } });
    setBusy(false);
    setRefusal(told.ok ? null : told.refusal);
    if (!told.ok) return;
    showToast({ kind: 'success', text: t('settings.saved') });
    await onSaved();
  }

  return (
    <div className="flex flex-col gap-3">
      {refusal === null ? null : <RefusalNotice refusal={refusal} />}
      <p className="text-sm text-ink-muted">
        {t('settings.pop3.local')}
        {account.isDemo ? null : ` ${t('settings.pop3.toImapHint')}`}
      </p>
      <div className="flex flex-wrap gap-x-6 gap-y-3">
        <SelectField
          className="w-full tablet:w-72"
          label={t('settings.pop3.policy')}
          value={recent ? 'keep' : kind}
          disabled={recent}
          onChange={(event) => setKind(policyKinds.find((one) => one === event.target.value) ?? 'keep')}
        >
          {policyKinds.map((one) => (
            <option key={one} value={one}>
              {t(policyLabels[one])}
            </option>
          ))}
        </SelectField>
        {kind === 'days' && !recent ? (
          <TextField
            className="w-24"
            label={t('settings.pop3.numberOfDays')}
            inputMode="numeric"
            value={days}
            error={areDaysGood ? undefined : t('settings.pop3.badDays')}
            onChange={(event) => setDays(event.target.value)}
          />
        ) : null}
        <SelectField
          className="w-full tablet:w-52"
          label={t('settings.pop3.interval')}
          value={String(intervalMinutes)}
          onChange={(event) => setIntervalMinutes(Number(event.target.value))}
        >
          {[...new Set([...intervals, pop3.intervalMinutes])]
            .sort((one, other) => one - other)
            .map((minutes) => (
              <option key={minutes} value={String(minutes)}>
                {intervalText(minutes)}
              </option>
            ))}
        </SelectField>
      </div>
      <PolicyWords kind={recent ? 'keep' : kind} days={areDaysGood ? Number(days) : null} />
      {pop3.hasRecent ? (
        <div>
          <Checkbox label={t('settings.pop3.recent')} checked={recent} onChange={(event) => setRecent(event.target.checked)} />
          <p className="text-sm text-ink-muted">{t('settings.pop3.recentHint')}</p>
        </div>
      ) : null}
      <ServerWishes maildrop={mail.cache.health()?.pop3 ?? null} intervalMinutes={intervalMinutes} />
      <div className="flex flex-wrap items-center gap-2">
        {isChanged ? (
          <Button
            size="small"
            variant={kind === 'remove' && pop3.policy.kind !== 'remove' ? 'danger' : 'primary'}
            busy={busy}
            disabled={kind === 'days' && !areDaysGood}
            onClick={() => void save()}
          >
            {t('settings.save')}
          </Button>
        ) : null}
        <CheckNow account={account} mail={mail} />
      </div>
    </div>
  );
}

function intervalText(minutes: number): string {
  return minutes % 60 === 0 ? t('settings.pop3.everyHours', { hours: minutes / 60 }) : t('settings.pop3.everyMinutes', { minutes });
}

/** What a policy means for other devices that read the same mailbox. */
function PolicyWords({ kind, days }: { kind: PolicyKind; days: number | null }) {
  if (kind === 'remove') return <Notice kind="warn">{t('settings.pop3.removeHint')}</Notice>;
  const words = {
    keep: t('settings.pop3.keepHint'),
    days: t('settings.pop3.daysHint', { days: days ?? 0 }),
    'until-deleted': t('settings.pop3.untilDeletedHint'),
  }[kind];
  return <p className="text-sm text-ink-muted">{words}</p>;
}

function CheckNow({ account, mail }: { account: Account; mail: MailAccount }) {
  const [busy, setBusy] = useState(false);
  const health = mail.cache.health();
  async function check(): Promise<void> {
    setBusy(true);
    const told = await accountsApi.checkAccount(account.id);
    setBusy(false);
    if (!told.ok) showToast({ kind: 'error', text: told.refusal.title, detail: told.refusal.detail });
  }
  const isLooking = health?.state === 'syncing';
  return (
    <>
      <Button size="small" busy={busy || isLooking} onClick={() => void check()}>
        {t('settings.pop3.checkNow')}
      </Button>
      {health?.lastSyncAt == null ? null : (
        <span className="text-sm text-ink-muted">
          {t('settings.pop3.lastLook', { when: agoText(Date.parse(health.lastSyncAt), mail.io.nowMs()) })}
        </span>
      )}
    </>
  );
}
