import { plainly, t } from '#lib/client/index.ts';
import type { DoctorDomainReport, DoctorRecord } from '#lib/contract/index.ts';
import { classNames } from '../ui/class-names.ts';
import { Skeleton } from '../ui/skeleton.tsx';

const looks: Record<DoctorRecord['standing'], string> = {
  good: 'bg-ok-soft text-ok',
  weak: 'bg-warn-soft text-warn',
  missing: 'bg-paper-pressed text-ink-muted',
  unknown: 'bg-paper-pressed text-ink-muted',
};

/** The published records of a mail domain and what they mean. */
export function DomainRecords({ domain, report }: { domain: string; report: DoctorDomainReport | null }) {
  return (
    <section aria-label={t('doctor.domain', { domain })} className="rounded-lg border border-line break-inside-avoid">
      <h2 className="px-4 pt-4 pb-2 text-base font-semibold tablet:px-5">{t('doctor.domain', { domain })}</h2>
      {report === null ? (
        <div className="flex flex-col gap-3 p-4 tablet:px-5">
          <Skeleton className="h-5 w-3/4" />
          <Skeleton className="h-5 w-1/2" />
        </div>
      ) : (
        <dl>
          {report.records.map(({ kind, name, values, standing, explanation }) => (
            <div
              key={kind}
              className="grid gap-x-4 gap-y-1 border-t border-line px-4 py-3 text-sm tablet:grid-cols-[150px_minmax(0,1fr)] tablet:px-5"
            >
              <dt className="flex items-start justify-between gap-2 font-medium tablet:flex-col tablet:justify-start tablet:gap-1">
                {kind}
                <span className={classNames('rounded-sm px-1.5 text-xs font-medium', looks[standing])}>
                  {t(`doctor.standing.${standing}`)}
                </span>
              </dt>
              <dd className="min-w-0">
                <p>{plainly(explanation)}</p>
                {values.length === 0 ? (
                  <p className="mt-1 font-mono text-xs break-all text-ink-muted">
                    <bdi dir="ltr">{name}</bdi>
                  </p>
                ) : (
                  <ul className="mt-1 font-mono text-xs leading-5 break-all text-ink-muted select-text">
                    {values.map((value) => (
                      <li key={value}>
                        <bdi dir="ltr">{value}</bdi>
                      </li>
                    ))}
                  </ul>
                )}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
