import { MailOpen, Mails } from 'lucide-react';
import { type ReactNode, Suspense, useDeferredValue, useEffect } from 'react';
import { EmptyState, KeyCap, Skeleton } from '#components/ui/index.ts';
import { t } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import type { Commands } from './commands.ts';
import { ConversationView, ReaderToolbar } from './late-parts.ts';
import type { MailView } from './mail-view.ts';
import { prefetchNeighbours } from './prefetch-neighbours.ts';

type ReaderPaneProps = {
  view: MailView;
  threadId: ThreadId | null;
  selectedCount: number;
  /** the reader covers the list: a way back is needed */
  isAlone: boolean;
  commands: Commands;
  /** somebody who was told nothing yet: the words that greet them; null: none */
  greeting: ReactNode;
};

/**
 * The third pane: the open conversation under its toolbar, or what can be said without one. What a key does to the list is painted first; what is
 * gone on from before it is drawn is not drawn at all.
 */
export function ReaderPane(props: ReaderPaneProps) {
  const { view, threadId } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view is another object at every drawing
  useEffect(() => {
    // Nothing waits for the drawing: it is on its way meanwhile.
    if (threadId !== null) view.accountOf(threadId).conversations.prefetch(threadId);
  }, [threadId]);
  return useDeferredValue(<Reader {...props} />);
}

function Reader({ view, threadId, selectedCount, isAlone, commands, greeting }: ReaderPaneProps) {
  // A view is another object at every drawing; of what is read here only the list and the conversation are ever others.
  // biome-ignore lint/correctness/useExhaustiveDependencies: as said above
  useEffect(() => (threadId === null ? undefined : prefetchNeighbours(view, threadId)), [view.list, threadId]);
  if (selectedCount > 1) {
    return (
      <EmptyState art={<Mails aria-hidden size={44} strokeWidth={1.25} />} title={t('reader.selected', { count: selectedCount })}>
        {t('reader.selectedText')}
      </EmptyState>
    );
  }
  if (threadId === null && greeting !== null) return greeting;
  if (threadId === null) {
    const [before, after] = t('reader.noneText', { key: '\u0000' }).split('\u0000');
    return (
      <EmptyState art={<MailOpen aria-hidden size={44} strokeWidth={1.25} />} title={t('reader.noneTitle')}>
        {before}
        <KeyCap>?</KeyCap>
        {after}
      </EmptyState>
    );
  }
  return (
    <section aria-label={t('reader.region')} className="flex h-full min-h-0 flex-col">
      <Suspense fallback={<div className="h-11 shrink-0 border-b border-line" />}>
        <ReaderToolbar view={view} threadId={threadId} isAlone={isAlone} commands={commands} />
      </Suspense>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        <Suspense fallback={<ReaderSkeleton />}>
          <ConversationView
            key={threadId}
            accountId={view.accountOf(threadId).id}
            threadId={threadId}
            context={view.contextOf(threadId)}
            onShown={() => view.actions.read([threadId], true, { quiet: true })}
          />
        </Suspense>
      </div>
    </section>
  );
}

function ReaderSkeleton() {
  return (
    <div aria-busy className="flex flex-col gap-3 px-6 py-5">
      <Skeleton className="mb-3 h-5 w-1/2" />
      <Skeleton className="h-3 w-1/3" />
      <Skeleton className="h-3 w-4/5" />
      <Skeleton className="h-3 w-3/5" />
    </div>
  );
}
