import { Mail } from 'lucide-react';
import { n, plainly, t } from '#lib/client/index.ts';
import type { DoctorLetter } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';

type LetterCardProps = { letter: DoctorLetter | null; isBusy: boolean; onSend: () => void };

const seconds = (ms: number): string => n(Math.max(0.1, Math.round(ms / 100) / 10));

/** A message from the mailbox to itself: how long until the server took it, and until it was here. */
export function LetterCard({ letter, isBusy, onSend }: LetterCardProps) {
  return (
    <section aria-label={t('doctor.letter')} className="flex flex-col gap-3 rounded-lg border border-line p-4 tablet:px-5 print:hidden">
      <div>
        <h2 className="text-base font-semibold">{t('doctor.letter')}</h2>
        <p className="text-sm text-ink-muted">{t('doctor.letterHint')}</p>
      </div>
      <div role="status">{letter === null ? null : <Course letter={letter} />}</div>
      <div>
        <Button icon={<Mail aria-hidden size={15} />} busy={isBusy} onClick={onSend}>
          {t('doctor.letterSend')}
        </Button>
      </div>
    </section>
  );
}

function Course({ letter: { state, takenMs, arrivedMs, mailboxName, finding } }: { letter: DoctorLetter }) {
  if (finding !== null)
    return (
      <Notice kind="danger">
        <p className="font-medium">{plainly(finding.title)}</p>
        <p>{plainly(finding.detail)}</p>
        {finding.serverText === null ? null : (
          <p className="break-words text-ink-muted select-text">“{finding.serverText.slice(0, 300)}”</p>
        )}
      </Notice>
    );
  const kind = state === 'arrived' ? 'ok' : state === 'missing' ? 'warn' : 'info';
  return (
    <Notice kind={kind}>
      <p>{takenMs === null ? t('doctor.letterSending') : t('doctor.letterTaken', { seconds: seconds(takenMs) })}</p>
      {state === 'taken' ? <p>{t('doctor.letterWaiting')}</p> : null}
      {arrivedMs === null ? null : <p>{t('doctor.letterArrived', { seconds: seconds(arrivedMs), folder: mailboxName ?? '' })}</p>}
      {state === 'missing' ? <p>{t('doctor.letterMissing')}</p> : null}
    </Notice>
  );
}
