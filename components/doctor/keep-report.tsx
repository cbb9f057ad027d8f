import { Copy, Printer } from 'lucide-react';
import { useState } from 'react';
import { doctorWords, t } from '#lib/client/index.ts';
import { type DoctorDomainReport, type DoctorServiceReport, doctorReportText } from '#lib/contract/index.ts';
import { Button } from '../ui/button.tsx';

type KeepReportProps = {
  reports: readonly DoctorServiceReport[];
  domain: DoctorDomainReport | null;
  /** a page of its own can be printed, what stands over another one cannot */
  prints?: boolean;
};

/** To take along: as text without secrets, or on paper. */
export function KeepReport({ reports, domain, prints = true }: KeepReportProps) {
  const [isCopied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    await navigator.clipboard.writeText(doctorReportText(reports, domain, doctorWords()));
    setCopied(true);
  }
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <Button icon={<Copy aria-hidden size={15} />} onClick={() => void copy()}>
        {t('doctor.copy')}
      </Button>
      {prints ? (
        <Button icon={<Printer aria-hidden size={15} />} onClick={() => window.print()}>
          {t('doctor.print')}
        </Button>
      ) : null}
      <p role="status" className="text-sm text-ink-muted">
        {isCopied ? t('doctor.copied') : ''}
      </p>
    </div>
  );
}
