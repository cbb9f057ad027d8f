import type { ReactNode } from 'react';
import { t } from '#lib/client/index.ts';
import { BrandMark } from './brand-mark.tsx';
import { DoorScene } from './door-scene.tsx';

/** What stands at the door: the name, a heading with what it is about, and what there is to do; beside it, where there is room, the picture. */
export function DoorPage({ title, text, children }: { title: string; text: string; children: ReactNode }) {
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
