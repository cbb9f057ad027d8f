import { type InputHTMLAttributes, type ReactNode, type Ref, useId } from 'react';
import { classNames } from './class-names.ts';

export type TextFieldProps = InputHTMLAttributes<HTMLInputElement> & {
  label: string;
  /** the label is read aloud only */
  hideLabel?: boolean;
  /** a line under the field */
  hint?: ReactNode;
  /** what is wrong with it; takes the hint's place */
  error?: ReactNode;
  /** drawn inside, before and after the text */
  leading?: ReactNode;
  trailing?: ReactNode;
  ref?: Ref<HTMLInputElement>;
};

/** One line of text with its label, hint and error tied together for screen readers. */
export function TextField({ label, hideLabel = false, hint, error, leading, trailing, className, id, ...rest }: TextFieldProps) {
  const ownId = useId();
  const fieldId = id ?? ownId;
  const noteId = `${fieldId}-note`;
  const note = error ?? hint;
  return (
    <div className={classNames('flex min-w-0 flex-col gap-1', className)}>
      <label htmlFor={fieldId} className={hideLabel ? 'sr-only' : 'text-sm font-medium text-ink'}>
        {label}
      </label>
      <div
        className={classNames(
          'flex h-9 items-center gap-2 rounded-md border bg-paper px-2.5 focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent',
          error ? 'border-danger' : 'border-line-strong',
        )}
      >
        {leading}
        <input
          {...rest}
          id={fieldId}
          aria-invalid={error ? true : undefined}
          aria-describedby={note ? noteId : undefined}
          className="min-w-0 flex-1 bg-transparent outline-none disabled:text-ink-muted"
        />
        {trailing}
      </div>
      {note ? (
        <p id={noteId} className={classNames('text-sm', error ? 'text-danger' : 'text-ink-muted')}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
