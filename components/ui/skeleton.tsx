import { classNames } from './class-names.ts';

/** A grey bar where something is about to be. Give it a size by classes. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden className={classNames('block rounded-sm bg-paper-pressed animate-shimmer', className)} />;
}
