'use client';

import { Stethoscope } from 'lucide-react';
import { useEffect, useState } from 'react';
import { examineRoads, findingWords, lateWords, plainly, type Refusal, serverName, t } from '#lib/client/index.ts';
import type { DoctorServer, DoctorServiceReport, DoctorSuggestion, RoadsToExamine } from '#lib/contract/index.ts';
import { type ExaminationState, nothingYet, withEvent } from '../doctor/examination.ts';
import { KeepReport } from '../doctor/keep-report.tsx';
import { RoadCard } from '../doctor/road-card.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { askedAgain } from '../ui/until-it-comes.ts';

type WayInProps = {
  roads: RoadsToExamine;
  /** the server has not answered yet: nobody was refused */
  isWaiting: boolean;
  /** servers of which those that failed are replaced by what was found open */
  onUse: (servers: DoctorServer[]) => void;
};

/** The Doctor at the door: where the road to the mailbox ends, what was found to work beside it, and one press to take that. */
export function WayIn({ roads, isWaiting, onUse }: WayInProps) {
  const [state, setState] = useState<ExaminationState>(nothingYet);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isReady, setReady] = useState(false);
  const [isOpen, setOpen] = useState(false);

  useEffect(() => {
    const gone = new AbortController();
    // The sign-in page begins without the Doctor's words.
    void Promise.all([askedAgain(lateWords), askedAgain(findingWords)]).then(async () => {
      if (gone.signal.aborted) return;
      setReady(true);
      const refused = await examineRoads(roads, (event) => setState((before) => withEvent(before, event)), gone.signal);
      if (!gone.signal.aborted) setRefusal(refused);
    });
    return () => gone.abort();
  }, [roads]);

  if (!isReady) return null;
  const reports = state.roads.flatMap(({ report }) => report ?? []);
  const ways = reports.flatMap(wayOf);
  const failed = reports.filter(({ finding }) => finding !== null);
  const isBusy = !state.isDone && refusal === null;
  const servers = state.roads.map(({ server }) => server);
  return (
    <section aria-label={t('doctor.way')} className="rounded-md border border-line bg-paper-sunken px-3 py-2.5 text-sm">
      <div role="status" className="flex flex-col gap-1.5">
        {isWaiting ? <p>{t('doctor.way.silent')}</p> : null}
        {failed.map(({ server, finding }) => (
          <p key={serverName(server)}>
            <span className="font-medium">{server.protocol === 'smtp' ? t('doctor.sending') : t('doctor.receiving')}:</span>{' '}
            <bdi dir="ltr">{serverName(server)}</bdi> – {plainly(finding?.title ?? '')}
          </p>
        ))}
        {ways.map(({ way }) => (
          <p key={serverName(way)} className="font-medium">
            {t('doctor.suggestion', { server: serverName(way) })}
          </p>
        ))}
        {isBusy ? (
          <p className="flex items-center gap-2 text-ink-muted">
            <Spinner />
            {t('doctor.way.looking')}
          </p>
        ) : null}
        {refusal === null ? null : <p>{refusal.title}</p>}
        {state.isDone && failed.length === 0 ? <p>{t('doctor.way.open')}</p> : null}
        {state.isDone && failed.length > 0 && ways.length === 0 ? <p>{t('doctor.way.none')}</p> : null}
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-2">
        {ways.length === 0 ? null : (
          <Button size="small" variant="primary" onClick={() => onUse(servers.map((server) => replacement(ways, server)))}>
            {t('doctor.way.use')}
          </Button>
        )}
        {state.roads.length === 0 ? null : (
          <Button size="small" icon={<Stethoscope aria-hidden size={14} />} onClick={() => setOpen(true)}>
            {t('doctor.way.show')}
          </Button>
        )}
      </div>
      <Dialog open={isOpen} size="large" title={t('doctor.way')} closeLabel={t('settings.close')} onClose={() => setOpen(false)}>
        <div className="flex flex-col gap-4">
          {state.roads.map((road) => (
            <RoadCard
              key={serverName(road.server)}
              road={road}
              isWalking={isBusy && road.report === null}
              isSignedIn={false}
              onTry={null}
              onUse={null}
            />
          ))}
          {state.isDone ? <KeepReport reports={reports} domain={null} prints={false} /> : null}
        </div>
      </Dialog>
    </section>
  );
}

type Way = { server: DoctorServer; way: DoctorSuggestion };

/** What was found open beside a server that failed; never one without encryption: that is for the person to choose by hand. */
function wayOf({ server, finding }: DoctorServiceReport): Way[] {
  const way = finding?.suggestion ?? null;
  return way === null || way.tls === 'plain' ? [] : [{ server, way }];
}

const replacement = (ways: readonly Way[], server: DoctorServer): DoctorServer => ({
  ...server,
  ...ways.find((each) => each.server.protocol === server.protocol)?.way,
});
