'use client';

import { useEffect, useRef, useState } from 'react';
import { accountsApi, examine, findingWords, mailClient, plainly, type Refusal, serverName, showToast, t } from '#lib/client/index.ts';
import type { DoctorRequest, DoctorSuggestion } from '#lib/contract/index.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { Notice } from '../ui/notice.tsx';
import { ToastHost } from '../ui/toast-host.tsx';
import { TooltipHost } from '../ui/tooltip-host.tsx';
import { askedAgain } from '../ui/until-it-comes.ts';
import { useValue } from '../ui/use-value.ts';
import { DomainRecords } from './domain-records.tsx';
import { type ExaminationState, nothingYet, withEvent } from './examination.ts';
import { KeepReport } from './keep-report.tsx';
import { LetterCard } from './letter-card.tsx';
import { QuestionForm } from './question-form.tsx';
import { RoadCard } from './road-card.tsx';

/** Why a mailbox cannot be reached: the roads to it, drawn, each step with what was found and said. */
export function DoctorScreen() {
  const client = useValue(mailClient().state);
  const [state, setState] = useState<ExaminationState>(nothingYet);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [asked, setAsked] = useState<DoctorRequest | null>(null);
  const running = useRef<AbortController | null>(null);
  const [isBusy, setBusy] = useState(false);
  // what was found before its words came is drawn again
  const [, setWords] = useState(false);

  useEffect(() => {
    void mailClient().start();
    return () => running.current?.abort();
  }, []);
  useEffect(() => {
    void askedAgain(findingWords).then(() => setWords(true));
  }, []);
  useEffect(() => {
    if (client.kind === 'signed-out') window.location.assign('/sign-in');
  }, [client.kind]);

  async function begin(request: DoctorRequest): Promise<void> {
    running.current?.abort();
    const mine = new AbortController();
    running.current = mine;
    setAsked(request);
    setRefusal(null);
    setState(nothingYet);
    setBusy(true);
    const refused = await examine(request, (event) => setState((before) => withEvent(before, event)), mine.signal);
    if (running.current !== mine) return;
    setBusy(false);
    setRefusal(refused);
  }

  async function take(accountId: string, suggestion: DoctorSuggestion): Promise<void> {
    const { port, tls, protocol } = suggestion;
    if (tls === 'plain') return;
    const told = await accountsApi.updateAccount(accountId, { door: { side: protocol === 'smtp' ? 'outgoing' : 'incoming', port, tls } });
    if (!told.ok) return setRefusal(told.refusal);
    showToast({ kind: 'success', text: t('doctor.used', { server: serverName(suggestion) }) });
    await begin({ accountId });
  }

  /** Beside what was found on the roads, which stays. */
  async function sendLetter(accountId: string): Promise<void> {
    const mine = new AbortController();
    running.current = mine;
    setRefusal(null);
    setBusy(true);
    setRefusal(await examine({ accountId, letter: true }, (event) => setState((before) => withEvent(before, event)), mine.signal));
    setBusy(false);
  }

  const reports = state.roads.flatMap(({ report }) => report ?? []);
  return (
    <div className="min-h-dvh bg-paper print:bg-white">
      <PageHeader title={t('doctor.title')} backLabel={t('doctor.back')} />
      <main className="mx-auto flex max-w-[1000px] flex-col gap-6 px-4 pt-6 pb-20 tablet:px-6">
        <div className="max-w-[640px] print:hidden">
          <p className="mb-5 text-ink-muted">
            {t('doctor.intro')}{' '}
            <a href="/doctor/console" className="font-medium text-accent underline-offset-2 hover:underline">
              {t('doctor.console')}
            </a>
            {' · '}
            <a href="/doctor/wire" className="font-medium text-accent underline-offset-2 hover:underline">
              {t('wire.link')}
            </a>
          </p>
          <QuestionForm
            isBusy={isBusy}
            onAsk={(request) => void begin(request)}
            onStop={() => {
              running.current?.abort();
              setBusy(false);
            }}
          />
        </div>
        <p role="status" className="sr-only">
          {isBusy ? t('doctor.working') : state.isDone ? t('doctor.announceDone') : ''}
        </p>
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        {state.refused === null ? null : (
          <Notice kind="warn">
            <p className="font-medium">{plainly(state.refused.title)}</p>
            <p>{plainly(state.refused.detail)}</p>
            {state.refused.nextStep === null ? null : <p>{plainly(state.refused.nextStep)}</p>}
          </Notice>
        )}
        {state.roads.map((road) => (
          <RoadCard
            key={`${road.server.protocol} ${road.server.host} ${road.server.port}`}
            road={road}
            isWalking={isBusy && road.report === null}
            isSignedIn={asked !== null && ('accountId' in asked || (asked.password ?? null) !== null)}
            onUse={asked !== null && 'accountId' in asked ? (suggestion) => take(asked.accountId, suggestion) : null}
            onTry={(suggestion) => void begin(asSuggested(asked, road.server.login, suggestion))}
          />
        ))}
        {asked !== null && 'accountId' in asked && (state.isDone || state.letter !== null) ? (
          <LetterCard letter={state.letter} isBusy={isBusy} onSend={() => void sendLetter(asked.accountId)} />
        ) : null}
        {state.domain === null ? null : <DomainRecords domain={state.domain} report={state.records} />}
        {state.isDone ? <KeepReport reports={reports} domain={state.records} /> : null}
      </main>
      <ToastHost />
      <TooltipHost />
    </div>
  );
}

/** The same question about another door. A password that was typed goes along; that of an account stays where it is. */
function asSuggested(asked: DoctorRequest | null, login: string, { protocol, host, port, tls }: DoctorSuggestion): DoctorRequest {
  const password = asked !== null && 'password' in asked ? (asked.password ?? null) : null;
  return { server: { protocol, host, port, tls }, login, password };
}
