'use client';

import { useEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';
import { inlinePlaces, mailClient, onSignOut, openComposers, raiseComposer, showToast, t } from '#lib/client/index.ts';
import { useValue } from '../ui/use-value.ts';
import { type ComposerSize, ComposerWindow } from './composer-window.tsx';
import { discardAtLast } from './discard-draft.ts';
import { askOthersToSave, claimedNames, onSaveAsked } from './draft-claims.ts';
import { claimName, createDraftSession, type DraftSession } from './draft-session.ts';
import { localDrafts } from './local-drafts.ts';
import { takeUp } from './take-up.ts';

/** A docked window with the gap beside it, and what stays free at both sides. */
const dockedPx = 572;
const marginsPx = 36;

/**
 * All open composer windows, and the drafts that a reload or a crash left on this device.
 *
 * @param isPage it is a window for one message, which fills it
 */
export function ComposerHost({ isPage = false }: { isPage?: boolean }) {
  const open = useValue(openComposers);
  const places = useValue(inlinePlaces);
  const state = useValue(mailClient().state);
  const sessions = useRef(new Map<string, DraftSession>());
  const [sizes, setSizes] = useState<ReadonlyMap<string, ComposerSize>>(new Map());
  const person = state.kind === 'ready' ? state.username : null;

  const shown = open.flatMap((request) => {
    const known = sessions.current.get(request.key);
    const place = request.inline === true && request.emailId != null ? (places.get(request.emailId) ?? null) : null;
    if (known !== undefined) return [{ key: request.key, session: known, place }];
    const account = request.accountId == null ? null : mailClient().account(request.accountId);
    // An account that somebody shares for reading only takes no draft: what is new is written from another.
    const isPossible = account !== null && !(account.isReadOnly && request.mode === 'new');
    const others = state.kind === 'ready' ? state.accounts : [];
    const chosen = isPossible ? account : (others.find(({ isReadOnly }) => !isReadOnly) ?? others[0]);
    if (chosen === undefined || person === null) return [];
    const session = createDraftSession(request.key, chosen, request, person);
    sessions.current.set(request.key, session);
    return [{ key: request.key, session, place }];
  });
  for (const key of sessions.current.keys()) if (!open.some((one) => one.key === key)) sessions.current.delete(key);

  useEffect(() => {
    const now = mailClient().state.get();
    if (person === null || now.kind !== 'ready' || isPage) return;
    const ids = new Set(now.accounts.map((account) => account.id));
    let isOver = false;
    // What a reload, a crash or an ended session left behind: what no open tab is writing.
    void Promise.all([localDrafts(person), claimedNames()]).then(([drafts, taken]) => {
      const mine = drafts.filter(({ ties }) => ids.has(ties.accountId) && !taken.has(claimName(ties)));
      if (isOver) return;
      for (const draft of mine) {
        const account = draft.isDiscarded === true ? mailClient().account(draft.ties.accountId) : null;
        if (account !== null) void discardAtLast(account, draft);
      }
      const left = mine.filter(({ isDiscarded }) => isDiscarded !== true);
      if (left.length === 0) return;
      for (const draft of left) takeUp(draft);
      showToast({ text: t('compose.restored', { count: left.length }) });
    });
    return () => {
      isOver = true;
    };
  }, [person, isPage]);

  // Signing out flushes drafts or warns (settled 23).
  useEffect(
    () =>
      onSignOut(async () => {
        askOthersToSave();
        const results = await Promise.all([...sessions.current.values()].map((session) => session.flush()));
        return results.every(Boolean) && (person === null || (await othersSaved(person)));
      }),
    [person],
  );
  useEffect(() => onSaveAsked(() => [...sessions.current.values()].forEach((session) => void session.flush())), []);

  // A window that is asked for again comes up from where it was put away.
  const raised = open.map(({ key, raised: count }) => `${key} ${count}`).join();
  const [raisedBefore, setRaisedBefore] = useState(raised);
  if (raised !== raisedBefore) {
    const before = new Set(raisedBefore.split(','));
    const up = open.filter(({ key, raised: count }) => count > 0 && !before.has(`${key} ${count}`));
    setRaisedBefore(raised);
    if (up.length > 0) setSizes(new Map([...sizes, ...up.map(({ key }) => [key, 'normal'] as const)]));
  }

  useEffect(() => {
    function onBeforeUnload(event: BeforeUnloadEvent): void {
      const isUploading = [...sessions.current.values()].some((session) => {
        const now = session.state.get();
        return now.status === 'ready' && now.files.some((file) => file.state === 'uploading' || file.state === 'waiting');
      });
      if (isUploading) event.preventDefault();
    }
    window.addEventListener('beforeunload', onBeforeUnload);
    return () => window.removeEventListener('beforeunload', onBeforeUnload);
  }, []);

  function resize(key: string, size: ComposerSize): void {
    // The one that was asked for last is not the one that gives way.
    if (size === 'normal') raiseComposer(key);
    setSizes((before) =>
      new Map(
        [...before]
          .filter(([other]) => open.some((one) => one.key === other))
          .map(([other, was]) => [other, size === 'large' && was === 'large' ? ('normal' as const) : was]),
      ).set(key, size),
    );
  }

  if (shown.length === 0) return null;
  // As many as there is room for stand beside each other; the older ones wait at the foot.
  const docked = shown.flatMap(({ key, place }) => {
    const isInline = place !== null && sizes.get(key) === undefined;
    return isPage || isInline || (sizes.get(key) ?? usualSize(key)) !== 'normal' ? [] : [key];
  });
  const given = new Set(docked.slice(0, -Math.max(1, Math.floor((window.innerWidth - marginsPx) / dockedPx))));
  function usualSize(key: string): ComposerSize {
    // An answer whose message is not on the screen any more waits at the foot.
    return open.some((one) => one.key === key && one.inline === true) ? 'small' : 'normal';
  }
  return (
    <div className="pointer-events-none fixed inset-x-0 bottom-0 z-40 flex flex-row-reverse items-end gap-3 max-tablet:inset-x-2 max-tablet:bottom-16 max-tablet:flex-col-reverse max-tablet:gap-1 tablet:end-6 tablet:start-auto">
      {shown.map(({ key, session, place }) => {
        const chosen = sizes.get(key);
        const isInline = place !== null && chosen === undefined;
        const size = isPage ? 'page' : isInline ? 'inline' : given.has(key) ? 'small' : (chosen ?? usualSize(key));
        const shownWindow = <ComposerWindow key={key} session={session} size={size} onSize={(next) => resize(key, next)} />;
        return isInline ? createPortal(shownWindow, place, key) : shownWindow;
      })}
    </div>
  );
}

const savedWithinMs = 5_000;
const lookEveryMs = 200;

/** What other tabs write stands in the same place: until nothing is there that the gateway does not have. False: something is left. */
async function othersSaved(person: string): Promise<boolean> {
  const untilMs = Date.now() + savedWithinMs;
  for (;;) {
    const drafts = await localDrafts(person);
    if (drafts.every(({ stand, isDiscarded }) => isDiscarded === true || (stand !== null && stand.revision === stand.savedRevision)))
      return true;
    if (Date.now() > untilMs) return false;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
}
