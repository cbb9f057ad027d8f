import { WifiOff } from 'lucide-react';
import { t } from '#lib/client/index.ts';
import { Button } from '../ui/button.tsx';

/** The message was sent without a connection: it says when it goes, and that can be taken back. */
export function WaitingBar({ onStop }: { onStop: () => void }) {
  return (
    <div role="status" className="flex items-center gap-3 border-b border-line bg-warn-soft py-2 pe-2 ps-4 text-sm">
      <WifiOff aria-hidden size={15} className="shrink-0 text-warn" />
      <p className="min-w-0 flex-1 py-1">{t('compose.waiting')}</p>
      <Button size="small" autoFocus onClick={onStop}>
        {t('compose.stopWaiting')}
      </Button>
    </div>
  );
}
