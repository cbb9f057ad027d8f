import { ArrowLeft } from 'lucide-react';
import { BrandMark } from '../sign-in/brand-mark.tsx';

/** The top of a page beside the mail: its name, and the way back. */
export function PageHeader({ title, backLabel, backTo = '/mail' }: { title: string; backLabel: string; backTo?: string }) {
  return (
    <header className="sticky top-0 z-10 border-b border-line bg-paper print:static">
      <div className="mx-auto flex h-14 max-w-[1000px] items-center gap-3 px-4 tablet:px-6">
        <a
          href={backTo}
          aria-label={backLabel}
          data-tooltip={backLabel}
          className="inline-flex size-8 items-center justify-center rounded-md text-ink-muted hover:bg-paper-hover hover:text-ink print:hidden"
        >
          <ArrowLeft aria-hidden size={18} />
        </a>
        <h1 className="flex-1 text-lg font-semibold">{title}</h1>
        <span className="text-accent">
          <BrandMark size={22} />
        </span>
      </div>
    </header>
  );
}
