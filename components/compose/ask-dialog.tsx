import { t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import type { Warning } from './draft-content.ts';

/** What one may have forgotten, before it goes. */
export function AskDialog({ warnings, onBack, onSend }: { warnings: readonly Warning[]; onBack: () => void; onSend: () => void }) {
  const words = (warning: Warning): string =>
    warning.kind === 'subject'
      ? t('compose.askSubject')
      : warning.kind === 'attachment'
        ? t('compose.askAttachment')
        : t('compose.askMany', { count: warning.count });
  return (
    <Dialog
      open={warnings.length > 0}
      size="small"
      title={t('compose.askTitle')}
      closeLabel={t('compose.goBack')}
      onClose={onBack}
      actions={
        <>
          <Button onClick={onBack}>{t('compose.goBack')}</Button>
          <Button variant="primary" onClick={onSend}>
            {t('compose.sendAnyway')}
          </Button>
        </>
      }
    >
      <ul className="flex flex-col gap-2">
        {warnings.map((warning) => (
          <li key={warning.kind}>{words(warning)}</li>
        ))}
      </ul>
    </Dialog>
  );
}
