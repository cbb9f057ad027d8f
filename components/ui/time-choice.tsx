import type { LucideIcon } from 'lucide-react';

type TimeChoiceProps = { icon: LucideIcon; label: string; when: string; isFirst: boolean; onChoose: () => void };

/** One of a few usual times in a list to choose from. */
export function TimeChoice({ icon: Icon, label, when, isFirst, onChoose }: TimeChoiceProps) {
  return (
    <li>
      <button
        type="button"
        data-autofocus={isFirst || undefined}
        onClick={onChoose}
        className="flex min-h-10 w-full items-center gap-3 rounded-md px-2 py-1.5 text-start hover:bg-paper-hover pointer-coarse:min-h-11"
      >
        <Icon aria-hidden size={17} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
        <span className="min-w-0 flex-1">{label}</span>
        <span className="shrink-0 text-sm text-ink-muted tabular-nums">{when}</span>
      </button>
    </li>
  );
}
