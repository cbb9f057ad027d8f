import { X } from 'lucide-react';
import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { classNames } from './class-names.ts';
import { IconButton } from './icon-button.tsx';

export type DialogProps = {
  open: boolean;
  title: string;
  /** Esc, the close button, a click beside it */
  onClose: () => void;
  closeLabel: string;
  /** buttons at the foot, the primary one last */
  actions?: ReactNode;
  size?: 'small' | 'medium' | 'large';
  children: ReactNode;
};

const bodyFields = ['input', 'textarea', 'select'].map((field) => `[data-dialog-body] ${field}`).join(', ');
const widths = { small: 'w-[400px]', medium: 'w-[560px]', large: 'w-[760px]' };

/** A modal dialog on the platform's `<dialog>`: focus stays inside and returns where it was. Its head and foot are no landmarks of the page. */
export function Dialog({ open, title, onClose, closeLabel, actions, size = 'medium', children }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = box.current;
    if (dialog === null) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // The browser would take the close button: the first field, or what asks for it, or the dialog itself is better.
      const wanted = dialog.querySelector<HTMLElement>('[data-autofocus]') ?? dialog.querySelector<HTMLElement>(bodyFields);
      (wanted ?? dialog).focus();
    }
    // While it is still in the page: taken out of it open, it would leave the focus nowhere.
    return () => dialog.close();
  }, [open]);
  if (!open) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way out is Esc (onCancel)
    <dialog
      ref={box}
      tabIndex={-1}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className={classNames(
        'm-auto max-h-[min(85dvh,720px)] max-w-[calc(100vw-24px)] overflow-hidden rounded-xl bg-paper-raised text-ink shadow-float outline-none animate-rise backdrop:bg-scrim',
        widths[size],
      )}
    >
      <div className="flex max-h-[min(85dvh,720px)] flex-col">
        <div className="flex items-center gap-2 border-b border-line py-3 pe-3 ps-5">
          <h2 id={titleId} className="min-w-0 flex-1 truncate text-lg font-semibold">
            {title}
          </h2>
          <IconButton icon={X} label={closeLabel} onClick={onClose} />
        </div>
        <div data-dialog-body className="min-h-0 overflow-y-auto px-5 py-4">
          {children}
        </div>
        {actions ? <div className="flex justify-end gap-2 border-t border-line px-5 py-3">{actions}</div> : null}
      </div>
    </dialog>
  );
}
