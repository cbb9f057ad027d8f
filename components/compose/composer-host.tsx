'use client';

import { useEffect, useRef, useState } from 'react';
import { mailClient, onSignOut, openComposers, showToast, t } from '#lib/client/index.ts';
import { useValue } from '../ui/use-value.ts';
import { type ComposerSize, ComposerWindow } from './composer-window.tsx';
import { createDraftSession, type DraftSession, takeUp } from './draft-session.ts';
import { orphanedDrafts } from './local-drafts.ts';

/** All open composer windows, and the drafts that a reload or a crash left on this device. */
export function ComposerHost() {
  const open = useValue(openComposers);
  const state = useValue(mailClient().state);
  const sessions = useRef(new Map<string, DraftSession>());
  const [sizes, setSizes] = useState<ReadonlyMap<string, ComposerSize>>(new Map());
  const person = state.kind === 'ready' ? state.username : null;

  const shown = open.flatMap((request) => {
    const known = sessions.current.get(request.key);
    if (known !== undefined) return [{ key: request.key, session: known }];
    const account = request.accountId == null ? null : mailClient().account(request.accountId);
    // An account that somebody shares for reading only takes no draft: what is new is written from another.
    const isPossible = account !== null && !(account.isReadOnly && request.mode === 'new');
    const others = state.kind === 'ready' ? state.accounts : [];
    const chosen = isPossible ? account : (others.find(({ isReadOnly }) => !isReadOnly) ?? others[0]);
    if (chosen === undefined || person === null) return [];
    const session = createDraftSession(request.key, chosen, request, person);
    sessions.current.set(request.key, session);
    return [{ key: request.key, session }];
  });
  for (const key of sessions.current.keys()) if (!open.some((one) => one.key === key)) sessions.current.delete(key);

  useEffect(() => {
    const now = mailClient().state.get();
    if (person === null || now.kind !== 'ready') return;
    const ids = new Set(now.accounts.map((account) => account.id));
    let isOver = false;
    void orphanedDrafts(person, ids).then((drafts) => {
      if (isOver || drafts.length === 0) return;
      for (const draft of drafts) takeUp(draft);
      showToast({ text: t('compose.restored', { count: drafts.length }) });
    });
    return () => {
      isOver = true;
    };
  }, [person]);

  // Signing out flushes drafts or warns (settled 23).
  useEffect(
    () =>
      onSignOut(async () => {
        const results = await Promise.all([...sessions.current.values()].map((session) => session.flush()));
        return results.every(Boolean);
      }),
    [],
  );

  useEffect(() => {
    function onBeforeUnload(event: BeforeUnloadEvent): void {
      const isUploading = [...sessions.current.values()].some((session) => {
        const now = session.state.get();
        return now.status === 'ready' && now.files.some((file) => file.state === 'uploading');
      });
      if (isUploading) event.preventDefault();
    }
    window.addEventListener('beforeunload', onBeforeUnload);
    return () => window.removeEventListener('beforeunload', onBeforeUnload);
  }, []);

  if (shown.length === 0) return null;
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-0 z-40 flex flex-row-reverse items-end gap-3 tablet:right-6 tablet:left-auto">
      {shown.map(({ key, session }) => (
        <ComposerWindow
          key={key}
          session={session}
          size={sizes.get(key) ?? 'normal'}
          onSize={(size) =>
            setSizes((before) =>
              new Map(
                [...before]
                  .filter(([other]) => open.some((one) => one.key === other))
                  .map(([other, was]) => [other, size !== 'small' && was !== 'small' && other !== key ? ('small' as const) : was]),
              ).set(key, size),
            )
          }
        />
      ))}
    </div>
  );
}
