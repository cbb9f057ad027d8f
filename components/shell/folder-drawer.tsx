import { type ReactNode, useEffect, useRef } from 'react';
import { t } from '#lib/client/index.ts';

/** The folders over the mail, where there is no room beside it. Esc or a click beside closes it. */
export function FolderDrawer({ open, onClose, children }: { open: boolean; onClose: () => void; children: ReactNode }) {
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (dialog === null) return;
    if (open && !dialog.open) dialog.showModal();
    if (!open && dialog.open) dialog.close();
  }, [open]);
  if (!open) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard's way out is Esc (onCancel)
    <dialog
      ref={box}
      aria-label={t('mailbox.tree')}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
      className="fixed inset-y-0 start-0 h-dvh max-h-none w-58 max-w-[85vw] bg-paper-sunken text-ink shadow-float animate-appear backdrop:bg-scrim"
    >
      {children}
    </dialog>
  );
}
