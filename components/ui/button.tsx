import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import { classNames } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';

export type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  variant?: ButtonVariant;
  size?: 'small' | 'medium' | 'large';
  /** drawn before the words */
  icon?: ReactNode;
  /** shows a spinner in place of the icon and takes no clicks */
  busy?: boolean;
  ref?: Ref<HTMLButtonElement>;
};

const variants: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-accent-ink hover:bg-accent-hover border border-transparent',
  secondary: 'bg-paper-raised text-ink border border-line-strong hover:bg-paper-hover',
  ghost: 'bg-transparent text-ink border border-transparent hover:bg-paper-hover',
  danger: 'bg-danger text-danger-ink border border-transparent hover:bg-danger-hover',
};
const sizes = { small: 'h-7 px-2.5 text-sm gap-1.5', medium: 'h-8 px-3 gap-2', large: 'h-10 px-4 gap-2 text-base' };

/** A button with words. One `primary` per screen. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  icon,
  busy = false,
  className,
  children,
  disabled,
  type,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type ?? 'button'}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-md font-medium whitespace-nowrap select-none transition-colors duration-100 disabled:opacity-50',
        variants[variant],
        sizes[size],
        className,
      )}
    >
      {busy ? <Spinner /> : icon}
      {children}
    </button>
  );
}
