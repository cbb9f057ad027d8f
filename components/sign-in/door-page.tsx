import type { ReactNode } from 'react';
import { type Refusal, t } from '#lib/client/index.ts';
import { BrandMark } from './brand-mark.tsx';
import { DoorScene } from './door-scene.tsx';
import { RefusalNotice } from './refusal-notice.tsx';

type DoorPageProps = {
  title: string;
  text: string;
  /** what went wrong on the way here; null: nothing */
  refusal?: Refusal | null;
  children: ReactNode;
};

/** What stands at the door: the name, a heading with what it is about, and what there is to do; beside it, where there is room, the picture. */
export function DoorPage({ title, text, refusal = null, children }: DoorPageProps) {
  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] bg-paper desktop:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <main className="flex flex-col px-6 py-6 tablet:px-10">
        <p className="flex items-center gap-2.5 text-accent">
          <BrandMark />
          <span className="text-lg font-semibold text-ink">Postern</span>
          <span className="min-w-0 truncate text-sm text-ink-muted desktop:hidden">{t('signIn.tagline')}</span>
        </p>
        <div className="mx-auto flex w-full max-w-[372px] flex-1 flex-col justify-center py-10">
          <h1 className="text-2xl font-semibold">{title}</h1>
          <p className="mt-1.5 mb-7 text-ink-muted">{text}</p>
          {refusal === null ? null : (
            <div className="mb-4">
              <RefusalNotice refusal={refusal} />
            </div>
          )}
          {children}
        </div>
      </main>
      <aside className="hidden flex-col justify-center border-s border-line bg-paper-sunken px-16 desktop:flex">
        <DoorScene />
        <p className="mt-12 max-w-[420px] text-xl font-semibold">{t('signIn.tagline')}</p>
        <p className="mt-2 max-w-[420px] text-ink-muted">{t('signIn.about')}</p>
      </aside>
    </div>
  );
}
