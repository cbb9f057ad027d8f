import { t } from '#lib/client/index.ts';
import type { AccountHealth } from '#lib/contract/index.ts';
import { Notice } from '../ui/notice.tsx';

type ServerWishesProps = { maildrop: AccountHealth['pop3']; intervalMinutes: number };

/** What a POP3 server says it does by itself (P9), and how often it wants to be asked (P6), in plain words. @see RFC 2449 §6.5, §6.7 */
export function ServerWishes({ maildrop, intervalMinutes }: ServerWishesProps) {
  if (maildrop === null) return null;
  const { expireDays, loginDelaySeconds } = maildrop;
  return (
    <>
      {typeof expireDays === 'number' ? <Notice kind="warn">{t('settings.pop3.expire', { days: expireDays })}</Notice> : null}
      {loginDelaySeconds !== null && loginDelaySeconds > intervalMinutes * 60 ? (
        <p className="text-sm text-ink-muted">{t('settings.pop3.loginDelay', { minutes: Math.ceil(loginDelaySeconds / 60) })}</p>
      ) : null}
    </>
  );
}
