import { WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, Spinner, useValue } from '#components/ui/index.ts';
import { type MailClient, t } from '#lib/client/index.ts';

/** A break shorter than this is not worth a word. */
const patienceMs = 1_500;

/** Says that the gateway is away, and when it is tried again. */
export function ConnectionBar({ client }: { client: MailClient }) {
  const state = useValue(client.connection.state);
  const isOffline = useIsOffline();
  const [nowMs, setNowMs] = useState(() => Date.now());
  const isWaiting = state.kind === 'reconnecting';
  useEffect(() => {
    if (!isWaiting) return;
    setNowMs(Date.now());
    const timer = setInterval(() => setNowMs(Date.now()), 500);
    return () => clearInterval(timer);
  }, [isWaiting]);

  if (isOffline) {
    return (
      <div role="status" className="flex items-center gap-2.5 border-b border-line bg-warn-soft px-4 py-1.5 text-sm text-ink">
        <WifiOff aria-hidden size={15} className="shrink-0 text-warn" />
        {t('connection.offline')}
      </div>
    );
  }
  if (state.kind !== 'reconnecting' || nowMs - state.sinceMs < patienceMs) return null;
  const seconds = state.retryAtMs === null ? 0 : Math.ceil((state.retryAtMs - nowMs) / 1000);
  return (
    <div role="status" className="flex items-center gap-2.5 border-b border-line bg-warn-soft px-4 py-1 text-sm text-ink">
      <span className="text-warn">
        <Spinner size={15} />
      </span>
      <span className="min-w-0 flex-1 truncate">{t('connection.reconnecting')}</span>
      <span aria-hidden className="hidden text-ink-muted tabular-nums tablet:inline">
        {seconds > 0 ? t('connection.reconnectingIn', { seconds }) : null}
      </span>
      <Button size="small" variant="ghost" onClick={client.retryNow}>
        {t('connection.now')}
      </Button>
    </div>
  );
}

function useIsOffline(): boolean {
  const [isOffline, setIsOffline] = useState(false);
  useEffect(() => {
    const read = () => setIsOffline(!navigator.onLine);
    read();
    window.addEventListener('online', read);
    window.addEventListener('offline', read);
    return () => {
      window.removeEventListener('online', read);
      window.removeEventListener('offline', read);
    };
  }, []);
  return isOffline;
}
