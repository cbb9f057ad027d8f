import { ChevronDown } from 'lucide-react';
import { type ReactNode, type SelectHTMLAttributes, useId } from 'react';
import { classNames } from './class-names.ts';

export type SelectFieldProps = SelectHTMLAttributes<HTMLSelectElement> & { label: string; hideLabel?: boolean; hint?: ReactNode };

/** The platform's own select in our clothes. */
export function SelectField({ label, hideLabel = false, hint, className, id, children, ...rest }: SelectFieldProps) {
  const ownId = useId();
  const fieldId = id ?? ownId;
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={fieldId} className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <div className="relative">
        <select
          {...rest}
          id={fieldId}
          aria-describedby={hint ? `${fieldId}-note` : undefined}
          className="h-9 w-full appearance-none rounded-md border border-line-strong bg-paper pe-8 ps-2.5 text-ink"
        >
          {children}
        </select>
        <ChevronDown aria-hidden size={15} className="pointer-events-none absolute top-1/2 end-2.5 -translate-y-1/2 text-ink-muted" />
      </div>
      {hint ? (
        <p id={`${fieldId}-note`} className="text-sm text-ink-muted">
          {hint}
        </p>
      ) : null}
    </div>
  );
}
