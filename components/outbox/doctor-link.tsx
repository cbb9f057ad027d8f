import { type Account, doctorPath, t } from '#lib/client/index.ts';

/** To where the servers of this account are looked into. */
export function DoctorLink({ account }: { account: Account }) {
  return (
    <a href={doctorPath(account)} className="w-fit text-sm font-medium text-accent underline-offset-2 hover:underline">
      {t('health.doctor')}
    </a>
  );
}
