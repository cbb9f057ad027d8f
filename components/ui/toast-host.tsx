'use client';
import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { dismissToast, type Toast, t, toasts } from '#lib/client/index.ts';
import { LiveRegion } from './live-region.tsx';
import { useValue } from './use-value.ts';

/** Draws the toasts of `showToast`, and reads aloud what is announced. Put it once into the page. A toast under the pointer or with the focus in it does not go away. */
export function ToastHost() {
  const shown = useValue(toasts);
  return (
    <>
      <section
        aria-label={t('toast.region')}
        className="pointer-events-none fixed inset-x-0 bottom-16 z-50 flex flex-col items-center gap-2 px-3 tablet:inset-x-auto tablet:bottom-4 tablet:start-4 tablet:items-start tablet:px-0"
      >
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </section>
      <LiveRegion />
    </>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const held = useRef(false);
  useEffect(() => {
    if (toast.durationMs === null) return;
    let timer: ReturnType<typeof setTimeout>;
    const wait = (ms: number) => {
      timer = setTimeout(() => (held.current ? wait(1000) : dismissToast(toast.id)), ms);
    };
    wait(toast.durationMs);
    return () => clearTimeout(timer);
  }, [toast]);
  const hold = (on: boolean) => () => {
    held.current = on;
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer and the focus only hold the clock; nothing here is clicked
    <div
      role={toast.kind === 'error' ? 'alert' : 'status'}
      // Said by the live region, which is there before its words are; here they would be read a second time.
      aria-live={toast.kind === 'error' ? undefined : 'off'}
      onPointerEnter={hold(true)}
      onPointerLeave={hold(false)}
      onFocus={hold(true)}
      onBlur={hold(false)}
      className="pointer-events-auto flex max-w-[min(440px,calc(100vw-24px))] items-center gap-3 rounded-lg bg-ink py-2 pe-2 ps-4 text-paper shadow-float animate-rise"
    >
      {toast.kind === 'error' ? <span aria-hidden className="size-2 shrink-0 rounded-full bg-danger" /> : null}
      {/* Where there is no room beside the words, the button stands below them. */}
      <div className="flex min-w-0 flex-1 flex-wrap items-center gap-x-3">
        <div className="min-w-0 flex-auto py-0.5">
          <p className="break-words">
            {toast.text}
            {toast.untilMs === null ? null : <Countdown untilMs={toast.untilMs} />}
          </p>
          {toast.detail ? <p className="text-sm break-words whitespace-pre-line opacity-75">{toast.detail}</p> : null}
        </div>
        {toast.action ? (
          <button
            type="button"
            onClick={() => {
              dismissToast(toast.id);
              toast.action?.run();
            }}
            className="-ms-2 shrink-0 rounded-md px-2 py-1 font-semibold underline-offset-2 hover:underline focus-visible:outline-current"
          >
            {toast.action.label}
          </button>
        ) : null}
      </div>
      <button
        type="button"
        aria-label={t('toast.dismiss')}
        onClick={() => dismissToast(toast.id)}
        className="inline-flex size-7 shrink-0 items-center justify-center rounded-md opacity-70 hover:opacity-100 focus-visible:outline-current"
      >
        <X aria-hidden size={15} />
      </button>
    </div>
  );
}

/** Seconds that are left. */
function Countdown({ untilMs }: { untilMs: number }) {
  const [left, setLeft] = useState(() => secondsUntil(untilMs));
  useEffect(() => {
    const timer = setInterval(() => setLeft(secondsUntil(untilMs)), 250);
    return () => clearInterval(timer);
  }, [untilMs]);
  return <span className="tabular-nums"> {t('toast.seconds', { seconds: left })}</span>;
}

const secondsUntil = (untilMs: number): number => Math.max(0, Math.ceil((untilMs - Date.now()) / 1000));
