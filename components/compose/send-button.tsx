import { Archive, ChevronDown, Clock, Send } from 'lucide-react';
import { namedKeys, t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';

type SendButtonProps = {
  isSending: boolean;
  isUploading: boolean;
  /** null: there is nothing to archive */
  onSendAndArchive: (() => void) | null;
  /** null: the account cannot hold a message back */
  onLater: (() => void) | null;
  onSend: () => void;
};

/** Send, and beside it the other ways of sending. */
export function SendButton({ isSending, isUploading, onSend, onSendAndArchive, onLater }: SendButtonProps) {
  const isBusy = isSending || isUploading;
  const items: MenuItem[] = [{ key: 'now', label: t('compose.sendNow'), icon: Send, shortcut: 'Ctrl Enter', onSelect: onSend }];
  if (onLater !== null) items.push({ key: 'later', label: t('compose.sendLater'), icon: Clock, onSelect: onLater });
  if (onSendAndArchive !== null) items.push({ key: 'archive', label: t('compose.sendArchive'), icon: Archive, onSelect: onSendAndArchive });
  return (
    <span className="inline-flex">
      <Button
        variant="primary"
        busy={isSending}
        disabled={isUploading}
        onClick={onSend}
        data-tooltip={namedKeys('Ctrl Enter')}
        className={items.length > 1 ? 'rounded-e-none' : undefined}
      >
        {isSending ? t('compose.sending') : isUploading ? t('compose.waitingForUploads') : t('compose.send')}
      </Button>
      {items.length > 1 ? (
        <Menu
          label={t('compose.sendMore')}
          items={items}
          trigger={(props) => (
            <Button
              {...props}
              variant="primary"
              disabled={isBusy}
              aria-label={t('compose.sendMore')}
              className="ml-px rounded-s-none px-1.5!"
            >
              <ChevronDown aria-hidden size={15} />
            </Button>
          )}
        />
      ) : null}
    </span>
  );
}
