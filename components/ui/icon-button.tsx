import type { LucideIcon } from 'lucide-react';
import type { ButtonHTMLAttributes, Ref } from 'react';
import { shownKey } from '#lib/client/index.ts';
import { classNames } from './class-names.ts';

export type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'children' | 'aria-label'> & {
  icon: LucideIcon;
  /** accessible name and tooltip */
  label: string;
  /** the key that does the same; shown in the tooltip */
  shortcut?: string;
  size?: 'small' | 'medium' | 'large';
  /** draws the icon filled (a set star) */
  filled?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

const boxes = { small: 'size-7', medium: 'size-8', large: 'size-10' };
const icons = { small: 15, medium: 17, large: 20 };

/** A button that is only an icon; its name is read aloud and shown on hover. */
export function IconButton({ icon: Icon, label, shortcut, size = 'medium', filled = false, className, type, ...rest }: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      aria-label={label}
      data-tooltip={label}
      data-tooltip-key={shownKey(shortcut)}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md text-ink-muted transition-colors duration-100 hover:bg-paper-hover hover:text-ink disabled:pointer-events-none disabled:opacity-40 aria-pressed:text-ink aria-expanded:bg-paper-hover',
        boxes[size],
        className,
      )}
    >
      <Icon aria-hidden size={icons[size]} strokeWidth={1.75} fill={filled ? 'currentColor' : 'none'} />
    </button>
  );
}
