import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

export type NoticeProps = { kind: 'info' | 'ok' | 'warn' | 'danger'; children: ReactNode; action?: ReactNode; className?: string };

const icons = { info: Info, ok: CircleCheck, warn: TriangleAlert, danger: CircleAlert };
const looks = {
  info: 'bg-accent-soft text-accent',
  ok: 'bg-ok-soft text-ok',
  warn: 'bg-warn-soft text-warn',
  danger: 'bg-danger-soft text-danger',
};

/** A line that says something about what stands below it: blocked images, a refused login, a failed check. */
export function Notice({ kind, children, action, className }: NoticeProps) {
  const Icon = icons[kind];
  return (
    <div
      role={kind === 'danger' ? 'alert' : undefined}
      className={classNames('flex items-start gap-2.5 rounded-md px-3 py-2 text-sm', looks[kind], className)}
    >
      <Icon aria-hidden size={16} className="mt-px shrink-0" />
      <div className="min-w-0 flex-1 text-ink">{children}</div>
      {action}
    </div>
  );
}
