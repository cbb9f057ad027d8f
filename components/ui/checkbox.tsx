import { Check, Minus } from 'lucide-react';
import { type InputHTMLAttributes, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names.ts';

export type CheckboxProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'> & {
  label: string;
  hideLabel?: boolean;
  /** some, but not all */
  mixed?: boolean;
};

/** A check box with its label; the box is the platform's, the look ours. */
export function Checkbox({ label, hideLabel = false, mixed = false, className, ...rest }: CheckboxProps) {
  const Mark = mixed ? Minus : Check;
  const box = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (box.current !== null) box.current.indeterminate = mixed;
  }, [mixed]);
  return (
    <label className={classNames('inline-flex cursor-pointer items-center gap-2 select-none', className)}>
      <span className="relative inline-flex size-4 shrink-0">
        <input
          {...rest}
          ref={box}
          type="checkbox"
          aria-label={hideLabel ? label : undefined}
          data-mixed={mixed || undefined}
          className="peer size-4 cursor-pointer appearance-none rounded-sm border border-line-strong bg-paper checked:border-accent checked:bg-accent data-mixed:border-accent data-mixed:bg-accent"
        />
        <Mark
          aria-hidden
          size={12}
          strokeWidth={3}
          className={classNames(
            'pointer-events-none absolute top-0.5 start-0.5 text-accent-ink',
            !mixed && 'opacity-0 peer-checked:opacity-100',
          )}
        />
      </span>
      {hideLabel ? null : <span>{label}</span>}
    </label>
  );
}
