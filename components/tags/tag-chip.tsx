import { HardDrive, X } from 'lucide-react';
import { type TagMark, t } from '#lib/client/index.ts';
import { classNames } from '../ui/class-names.ts';

type TagChipProps = {
  tag: TagMark;
  className?: string;
  /** a button that takes the tag off */
  onRemove?: () => void;
};

/** A tag as a small coloured label. One that the mail server does not keep says so. */
export function TagChip({ tag, className, onRemove }: TagChipProps) {
  return (
    <span
      data-colour={tag.colour}
      title={tag.isLocal ? t('tag.local', { name: tag.name }) : undefined}
      className={classNames('tag inline-flex h-4.5 max-w-32 shrink-0 items-center gap-1 rounded-sm px-1.5 text-xs', className)}
    >
      {tag.isLocal ? <HardDrive aria-hidden size={10} className="shrink-0" /> : null}
      <span className="truncate">{tag.name}</span>
      {tag.isLocal ? <span className="sr-only"> ({t('tag.localMark')})</span> : null}
      {onRemove === undefined ? null : (
        <button
          type="button"
          aria-label={t('tag.off', { name: tag.name })}
          onClick={onRemove}
          className="-me-1 inline-flex size-4 items-center justify-center rounded-sm opacity-70 hover:opacity-100"
        >
          <X aria-hidden size={11} />
        </button>
      )}
    </span>
  );
}
