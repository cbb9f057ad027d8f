import { Button, Dialog } from '#components/ui/index.ts';
import { t } from '#lib/client/index.ts';

type DestroyDialogProps = { count: number; open: boolean; onConfirm: () => void; onClose: () => void };

/** Asks before the one thing that cannot be undone. */
export function DestroyDialog({ count, open, onConfirm, onClose }: DestroyDialogProps) {
  return (
    <Dialog
      open={open}
      size="small"
      title={t('destroy.title')}
      closeLabel={t('shell.close')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t('destroy.cancel')}</Button>
          <Button
            variant="danger"
            data-autofocus
            onClick={() => {
              onClose();
              onConfirm();
            }}
          >
            {t('destroy.confirm')}
          </Button>
        </>
      }
    >
      <p>{t('destroy.text', { count })}</p>
    </Dialog>
  );
}
