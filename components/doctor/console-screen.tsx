'use client';

import { useEffect, useRef, useState } from 'react';
import { consoleApi, type Refusal, t } from '#lib/client/index.ts';
import type { ConsoleInput, ConsoleRequest } from '#lib/contract/index.ts';
import { PageHeader } from '../shell/page-header.tsx';
import { RefusalNotice } from '../sign-in/refusal-notice.tsx';
import { ToastHost } from '../ui/toast-host.tsx';
import { TooltipHost } from '../ui/tooltip-host.tsx';
import { ConsoleDesk } from './console-desk.tsx';
import { ConsoleForm } from './console-form.tsx';
import type { Lesson } from './lessons.ts';
import type { ConsoleState, OpenConsole } from './open-console.ts';

const fresh: ConsoleState = { type: 'state', isSecure: false, isSignedIn: false, isOpen: true };

/** Telnet for the browser: a connection to a mail server, typed by hand, with the words of the protocol beside it. */
export function ConsoleScreen() {
  const [open, setOpen] = useState<OpenConsole | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isBusy, setBusy] = useState(false);
  const leave = useRef<() => void>(() => {});

  useEffect(() => () => leave.current(), []);

  async function connect(request: ConsoleRequest, address: string, lesson: Lesson | null): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const told = await consoleApi.open(request);
    setBusy(false);
    if (!told.ok) return setRefusal(told.refusal);
    const opened = told.value;
    setOpen({ opened, address, lesson, lines: [], state: { ...fresh, isSecure: opened.server.tls === 'tls' } });
    const stop = consoleApi.listen(opened.id, (event) =>
      setOpen((before) => {
        if (before?.opened.id !== opened.id) return before;
        return event.type === 'line' ? { ...before, lines: [...before.lines, event] } : { ...before, state: event };
      }),
    );
    leave.current = () => {
      stop();
      void consoleApi.close(opened.id);
    };
  }

  async function send(input: ConsoleInput): Promise<void> {
    if (open === null) return;
    const told = await consoleApi.send(open.opened.id, input);
    setRefusal(told.ok ? null : told.refusal);
  }

  return (
    <div className="min-h-dvh bg-paper">
      <PageHeader title={t('console.title')} backLabel={t('console.back')} backTo="/doctor" />
      <main className="mx-auto flex max-w-[1000px] flex-col gap-5 px-4 pt-6 pb-16 tablet:px-6">
        {open === null ? (
          <div className="max-w-[640px]">
            <p className="mb-5 text-ink-muted">{t('console.intro')}</p>
            <ConsoleForm isBusy={isBusy} onConnect={(request, address, lesson) => void connect(request, address, lesson)} />
          </div>
        ) : null}
        {refusal === null ? null : <RefusalNotice refusal={refusal} />}
        {open === null ? null : (
          <ConsoleDesk
            key={open.opened.id}
            open={open}
            onSend={send}
            onHangUp={() => void consoleApi.close(open.opened.id)}
            onLeave={() => {
              leave.current();
              setOpen(null);
              setRefusal(null);
            }}
          />
        )}
      </main>
      <ToastHost />
      <TooltipHost />
    </div>
  );
}
