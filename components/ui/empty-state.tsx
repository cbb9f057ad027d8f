import type { ReactNode } from 'react';

export type EmptyStateProps = {
  /** a small drawing or icon */
  art?: ReactNode;
  title: string;
  /** what happened, what was kept, what to do */
  children?: ReactNode;
  action?: ReactNode;
};

/** What a pane says when there is nothing to show, and when showing it failed. */
export function EmptyState({ art, title, children, action }: EmptyStateProps) {
  return (
    <div className="flex h-full min-h-48 flex-col items-center justify-center gap-3 px-8 py-10 text-center">
      {art ? <div className="mb-1 text-ink-faint">{art}</div> : null}
      <h2 className="text-lg font-semibold text-ink">{title}</h2>
      {children ? <div className="max-w-80 text-ink-muted">{children}</div> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}
