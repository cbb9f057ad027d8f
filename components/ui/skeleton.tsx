import { classNames } from './class-names.ts';

/** A grey bar or disc where something is about to be. Give it a size by classes. */
export function Skeleton({ className, round = false }: { className?: string; round?: boolean }) {
  return (
    <span aria-hidden className={classNames('block bg-paper-pressed animate-shimmer', round ? 'rounded-full' : 'rounded-sm', className)} />
  );
}
