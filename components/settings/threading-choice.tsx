'use client';

import { useEffect } from 'react';
import { type Account, errorText, showToast, type ThreadingState, t } from '#lib/client/index.ts';
import { isMailError, type ThreadRule, threadRules } from '#lib/mail/index.ts';
import { SelectField } from '../ui/select-field.tsx';
import { useValue } from '../ui/use-value.ts';

const labels = {
  conversation: 'settings.threadConversation',
  subject: 'settings.threadSubject',
  off: 'settings.threadOff',
} as const satisfies Record<ThreadRule, string>;

function failed(error: unknown): void {
  if (!isMailError(error)) throw error;
  showToast({ kind: 'error', text: t('settings.threadFailed'), detail: errorText(error) });
}

/** How one account's mail becomes conversations. */
export function ThreadingChoice({ account }: { account: Account }) {
  const { threading } = account;
  const state = useValue(threading.state);
  useEffect(() => {
    threading.load().catch(failed);
  }, [threading]);
  return (
    <SelectField
      className="w-full tablet:w-72"
      label={t('settings.threading')}
      hint={hintOf(state)}
      disabled={state === null || account.isReadOnly}
      value={state?.rule ?? 'conversation'}
      onChange={(event) => {
        const rule = threadRules.find((one) => one === event.target.value);
        if (rule !== undefined) threading.setRule(rule).catch(failed);
      }}
    >
      {threadRules.map((rule) => (
        <option key={rule} value={rule}>
          {t(labels[rule])}
        </option>
      ))}
    </SelectField>
  );
}

function hintOf(state: ThreadingState | null): string {
  if (state !== null && state.waiting > 0) return t('settings.threadWaiting', { count: state.waiting });
  return t(`settings.threadHint.${state?.rule ?? 'conversation'}`);
}
