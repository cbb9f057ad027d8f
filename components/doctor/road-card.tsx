import { Check, Circle, Clock, Minus, X } from 'lucide-react';
import { useState } from 'react';
import { n, plainly, serverName, t } from '#lib/client/index.ts';
import { type DoctorStage, type DoctorStageReport, type DoctorSuggestion, doctorStages } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { Notice } from '../ui/notice.tsx';
import { Spinner } from '../ui/spinner.tsx';
import type { Road } from './examination.ts';

type RoadCardProps = {
  road: Road;
  isWalking: boolean;
  isSignedIn: boolean;
  /** null: what was found open is told, and taken elsewhere */
  onTry: ((suggestion: DoctorSuggestion) => void) | null;
  /** there for an account: it can have the other door for good */
  onUse: ((suggestion: DoctorSuggestion) => Promise<void>) | null;
};
type Look = DoctorStageReport['outcome'] | 'waiting';

const icons = { ok: Check, slow: Clock, failed: X, skipped: Minus, 'not-reached': Circle, waiting: Circle };
const looks: Record<Look, string> = {
  ok: 'border-ok bg-ok-soft text-ok',
  slow: 'border-warn bg-warn-soft text-warn',
  failed: 'border-danger bg-danger text-danger-ink',
  skipped: 'border-line-strong bg-paper text-ink-faint',
  'not-reached': 'border-line-strong bg-paper text-ink-faint border-dashed',
  waiting: 'border-line-strong bg-paper text-ink-faint',
};

/** One road: where it leads, how it went, and its steps as a path; the step that is chosen shows what was found and said there. */
export function RoadCard({ road, isWalking, isSignedIn, onTry, onUse }: RoadCardProps) {
  const { server, stages, report } = road;
  const name = serverName(server);
  const [chosen, setChosen] = useState<DoctorStage | null>(null);
  const failed = [...stages.values()].find(({ outcome }) => outcome === 'failed')?.stage ?? null;
  const shown = chosen ?? failed;
  // Steps that are no part of this road would only be in the way.
  const steps = doctorStages.filter((stage) => stages.get(stage)?.outcome !== 'skipped');
  const next = isWalking ? steps.find((stage) => !stages.has(stage)) : undefined;
  return (
    <section aria-label={t('doctor.road', { server: name })} className="rounded-lg border border-line break-inside-avoid">
      <div className="px-4 pt-4 tablet:px-5">
        <h2 className="text-base font-semibold">
          {server.protocol === 'smtp' ? t('doctor.sending') : t('doctor.receiving')}{' '}
          <bdi dir="ltr" className="font-normal break-all text-ink-muted select-text">
            {name}
          </bdi>
        </h2>
        <div className="mt-3">
          <Verdict road={road} isWalking={isWalking} isSignedIn={isSignedIn} onTry={onTry} onUse={onUse} />
        </div>
      </div>
      <ol className="flex flex-col px-4 py-4 desktop:flex-row desktop:px-3">
        {steps.map((stage, index) => (
          <li key={stage} className="relative min-w-0 flex-1">
            {index === 0 ? null : (
              <span
                aria-hidden
                className="absolute -top-[5px] start-[21px] h-3 w-px bg-line-strong desktop:top-[21px] desktop:start-[calc(-50%+16px)] desktop:h-px desktop:w-[calc(100%-32px)]"
              />
            )}
            <Step
              stage={stage}
              report={stages.get(stage) ?? null}
              isNext={stage === next}
              isShown={stage === shown}
              onChoose={() => setChosen(stage === shown ? null : stage)}
            />
          </li>
        ))}
      </ol>
      {shown === null ? null : <StageDetails report={stages.get(shown) ?? null} />}
      {report === null ? null : (
        <div className="hidden print:block">
          {steps.map((stage) => (stage === shown ? null : <StageDetails key={stage} report={stages.get(stage) ?? null} />))}
        </div>
      )}
    </section>
  );
}

function Verdict({
  road: {
    report,
    server: { protocol, host },
  },
  isWalking,
  isSignedIn,
  onTry,
  onUse,
}: RoadCardProps) {
  const [isUsing, setUsing] = useState(false);
  if (report === null) return isWalking ? <p className="text-ink-muted">{t('doctor.walking')}</p> : null;
  const { finding, totalMs } = report;
  if (finding === null) {
    const seconds = n(Math.max(0.1, Math.round(totalMs / 100) / 10));
    return (
      <Notice kind="ok">
        <p className="font-medium">{t('doctor.well')}</p>
        <p>{t(isSignedIn ? 'doctor.wellDetail' : 'doctor.wellNoPassword', { seconds })}</p>
      </Notice>
    );
  }
  const { suggestion } = finding;
  return (
    <Notice kind="danger">
      <p className="font-medium">{plainly(finding.title)}</p>
      <p>{plainly(finding.detail)}</p>
      {finding.nextStep === null ? null : <p className="mt-1 font-medium">{plainly(finding.nextStep)}</p>}
      {finding.serverText === null ? null : (
        <p className="mt-1 break-words text-ink-muted select-text">
          {t('doctor.serverSaid')}: “<bdi dir="ltr">{finding.serverText.slice(0, 300)}</bdi>”
        </p>
      )}
      {suggestion === null ? null : (
        <div className="mt-2 flex flex-wrap items-center gap-3">
          <p>{t('doctor.suggestion', { server: serverName(suggestion) })}</p>
          {onUse === null || suggestion.tls === 'plain' || suggestion.protocol !== protocol || suggestion.host !== host ? (
            onTry === null ? null : (
              <Button size="small" className="print:hidden" onClick={() => onTry(suggestion)}>
                {t('doctor.trySuggestion')}
              </Button>
            )
          ) : (
            <Button
              size="small"
              className="print:hidden"
              busy={isUsing}
              onClick={() => {
                setUsing(true);
                void onUse(suggestion).finally(() => setUsing(false));
              }}
            >
              {t('doctor.useSuggestion', { port: String(suggestion.port), tls: t(`doctor.tls.${suggestion.tls}`) })}
            </Button>
          )}
        </div>
      )}
    </Notice>
  );
}

type StepProps = { stage: DoctorStage; report: DoctorStageReport | null; isNext: boolean; isShown: boolean; onChoose: () => void };

function Step({ stage, report, isNext, isShown, onChoose }: StepProps) {
  const look: Look = report?.outcome ?? 'waiting';
  const Icon = icons[look];
  const step = t(`doctor.stage.${stage}`);
  return (
    <button
      type="button"
      aria-expanded={isShown}
      disabled={report === null || report.outcome === 'not-reached'}
      onClick={onChoose}
      className={classNames(
        'relative flex w-full min-w-0 items-center gap-3 rounded-md p-2 text-start enabled:hover:bg-paper-hover desktop:flex-col desktop:gap-1.5 desktop:text-center',
        isShown && 'bg-paper-hover',
      )}
    >
      <span aria-hidden className={classNames('flex size-[26px] shrink-0 items-center justify-center rounded-full border-2', looks[look])}>
        {isNext ? <Spinner /> : <Icon size={14} strokeWidth={2.5} />}
      </span>
      <span
        className={classNames(
          'min-w-0 flex-1 truncate text-sm',
          report === null || look === 'not-reached' ? 'text-ink-faint' : 'font-medium',
        )}
      >
        {step}
        <span className="sr-only">: {t(`doctor.outcome.${look}`)}</span>
      </span>
      <span className="shrink-0 text-xs text-ink-muted tabular-nums desktop:h-4">
        {report?.durationMs == null ? '' : t('doctor.ms', { ms: n(report.durationMs) })}
      </span>
    </button>
  );
}

/** What was found at one step, and every line that was said there. */
function StageDetails({ report }: { report: DoctorStageReport | null }) {
  if (report === null) return null;
  const { stage, facts, transcript } = report;
  return (
    <div className="grid gap-5 border-t border-line px-4 py-4 text-sm tablet:px-5 desktop:grid-cols-2">
      <div className="min-w-0">
        <h3 className="font-semibold">
          {t(`doctor.stage.${stage}`)} · {t('doctor.found')}
        </h3>
        {report.finding === null ? null : <p className="mt-1.5 text-danger">{plainly(report.finding.detail)}</p>}
        <dl className="mt-1.5 flex flex-col gap-1.5">
          {facts.map(({ name, text, explanation }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the facts of a step never change
            <div key={index} className="grid grid-cols-[112px_minmax(0,1fr)] gap-2">
              <dt className={facts[index - 1]?.name === name ? 'sr-only' : 'col-start-1 text-ink-muted'}>{t(`doctor.fact.${name}`)}</dt>
              <dd className="col-start-2 break-words select-text">
                {name === 'note' ? plainly(text) : <bdi dir="ltr">{text}</bdi>}
                {explanation === null ? null : <span className="block text-ink-muted">{plainly(explanation)}</span>}
              </dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="min-w-0">
        <h3 className="font-semibold">{t('doctor.wire')}</h3>
        {transcript.length === 0 ? (
          <p className="mt-1.5 text-ink-muted">{t('doctor.wireNone')}</p>
        ) : (
          <ol
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard
            tabIndex={0}
            aria-label={t('doctor.wire')}
            className="mt-1.5 max-h-80 overflow-auto rounded-md bg-paper-sunken p-3 font-mono text-xs leading-5 select-text print:max-h-none"
          >
            {transcript.map(({ atMs, direction, text }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a transcript only grows at its end
              <li key={index} className="flex gap-2">
                <span className="w-10 shrink-0 text-end text-ink-faint tabular-nums">{n(atMs)}</span>
                <span className={classNames('w-12 shrink-0', direction === 'out' ? 'text-accent' : 'text-ok')}>
                  {direction === 'out' ? t('doctor.you') : direction === 'in' ? t('doctor.they') : ''}
                </span>
                <span dir="ltr" className="min-w-0 flex-1 break-all whitespace-pre-wrap">
                  {text}
                </span>
              </li>
            ))}
          </ol>
        )}
      </div>
    </div>
  );
}
