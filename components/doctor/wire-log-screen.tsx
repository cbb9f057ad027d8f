'use client';

import { Download, Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { accountsApi, downloadFile, followWire, locale, n, type Refusal, t, withExchanges } from '#lib/client/index.ts';
import { type Account, type WireExchange, wireLogText, wireServerName } from '#lib/contract/index.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { SelectField } from '../ui/select-field.tsx';
import { TextField } from '../ui/text-field.tsx';
import { TooltipHost } from '../ui/tooltip-host.tsx';

/** What Postern and the mail servers of an account say to each other, as it happens; without secrets. */
export function WireLogScreen() {
  const [accounts, setAccounts] = useState<Account[] | null>(null);
  const [accountId, setAccountId] = useState<string | null>(null);
  const [exchanges, setExchanges] = useState<readonly WireExchange[]>([]);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isPaused, setPaused] = useState(false);
  const [filter, setFilter] = useState('');

  useEffect(() => {
    void accountsApi.accounts().then((told) => {
      if (!told.ok) return setRefusal(told.refusal);
      setAccounts(told.value.accounts);
      const wanted = new URLSearchParams(window.location.search).get('account');
      setAccountId((told.value.accounts.find(({ id }) => id === wanted) ?? told.value.accounts[0])?.id ?? null);
    });
  }, []);
  useEffect(() => {
    if (accountId === null || isPaused) return;
    return followWire(
      accountId,
      (page, isAnew) => {
        setRefusal(null);
        setExchanges((known) => withExchanges(isAnew ? [] : known, page));
      },
      setRefusal,
    );
  }, [accountId, isPaused]);

  const wanted = filter.trim().toLowerCase();
  const isWanted = (exchange: WireExchange) => wanted === '' || wireLogText([exchange]).toLowerCase().includes(wanted);
  const shown = exchanges.filter(isWanted);
  const address = accounts?.find(({ id }) => id === accountId)?.address ?? '';
  return (
    <div className="min-h-dvh bg-paper print:bg-white">
      <PageHeader title={t('wire.title')} backLabel={t('console.back')} backTo="/doctor" />
      <main className="mx-auto flex max-w-[1000px] flex-col gap-5 px-4 pt-6 pb-16 tablet:px-6">
        <p className="max-w-[640px] text-ink-muted">{t('wire.intro')}</p>
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        {accounts?.length === 0 ? <p>{t('doctor.noAccounts')}</p> : null}
        {accounts === null || accountId === null ? null : (
          <div className="flex flex-wrap items-end gap-3 print:hidden">
            <div className="min-w-[240px] flex-1">
              <SelectField
                label={t('doctor.account')}
                value={accountId}
                onChange={(event) => {
                  setExchanges([]);
                  setAccountId(event.target.value);
                }}
              >
                {accounts.map(({ id, address: name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </SelectField>
            </div>
            <div className="min-w-[200px] flex-1 max-tablet:basis-full">
              <TextField label={t('wire.filter')} value={filter} onChange={(event) => setFilter(event.target.value)} />
            </div>
            <Button
              aria-pressed={isPaused}
              icon={isPaused ? <Play aria-hidden size={15} /> : <Pause aria-hidden size={15} />}
              onClick={() => setPaused(!isPaused)}
            >
              {t(isPaused ? 'wire.goOn' : 'wire.pause')}
            </Button>
            <Button icon={<Download aria-hidden size={15} />} disabled={shown.length === 0} onClick={() => download(shown, address)}>
              {t('wire.download')}
            </Button>
          </div>
        )}
        {accountId !== null && shown.length === 0 && refusal === null ? (
          <p className="text-ink-muted">{t(exchanges.length === 0 ? 'wire.nothing' : 'wire.noMatch')}</p>
        ) : null}
        <ol aria-label={t('wire.title')} className="flex flex-col gap-2">
          {shown.toReversed().map((exchange) => (
            <Exchange key={exchange.number} exchange={exchange} />
          ))}
        </ol>
      </main>
      <TooltipHost />
    </div>
  );
}

function Exchange({ exchange: { atMs, connection, server, lines, leftOut } }: { exchange: WireExchange }) {
  const time = new Date(atMs).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit', second: '2-digit' });
  return (
    <li className="break-inside-avoid rounded-md border border-line">
      <p className="flex flex-wrap gap-x-3 px-3 pt-2 text-xs text-ink-muted">
        <time dateTime={new Date(atMs).toISOString()} className="tabular-nums">
          {time}
        </time>
        <span>{wireServerName(server)}</span>
        <span>{t('wire.connection', { number: n(connection) })}</span>
      </p>
      <ol className="px-3 pt-1 pb-2 font-mono text-xs leading-5 select-text" dir="ltr">
        {lines.map(({ atMs: afterMs, direction, text }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an exchange only grows at its end
          <li key={index} className="flex gap-2">
            <span className="w-9 shrink-0 text-end tablet:w-14 text-ink-faint tabular-nums">{n(afterMs)}</span>
            <span
              className={classNames('w-12 shrink-0', direction === 'out' ? 'text-accent' : direction === 'in' ? 'text-ok' : 'text-danger')}
            >
              {direction === 'out' ? t('doctor.you') : direction === 'in' ? t('doctor.they') : ''}
            </span>
            <span className={classNames('min-w-0 flex-1 break-all whitespace-pre-wrap', direction === 'note' && 'text-danger')}>
              {text}
            </span>
          </li>
        ))}
        {leftOut === 0 ? null : <li className="ps-22 tablet:ps-30 font-sans text-ink-muted">{t('wire.leftOut', { count: leftOut })}</li>}
      </ol>
    </li>
  );
}

/** As a file; secrets never came to the browser. */
function download(exchanges: readonly WireExchange[], address: string): void {
  downloadFile(new Blob([wireLogText(exchanges)], { type: 'text/plain' }), `wire-log-${address}.txt`);
}
