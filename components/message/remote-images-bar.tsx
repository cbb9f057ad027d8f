import { ImageOff } from 'lucide-react';
import { t } from '#lib/client/index.ts';
import type { RemoteImages } from '#lib/html/index.ts';
import { Button } from '../ui/button.tsx';

export type RemoteImagesBarProps = { images: RemoteImages; busy: boolean; onShow: (() => void) | null };

const mostHosts = 3;

/** Says how many images stay off and whose they are; one click shows those of this mail. */
export function RemoteImagesBar({ images, busy, onShow }: RemoteImagesBarProps) {
  const hosts = images.hosts.slice(0, mostHosts).join(', ') + (images.hosts.length > mostHosts ? '…' : '');
  return (
    <div className="mb-3 flex items-center gap-2.5 rounded-md bg-paper-sunken py-1.5 pr-1.5 pl-3 text-sm text-ink-muted">
      <ImageOff aria-hidden size={15} className="shrink-0" />
      <p className="min-w-0 flex-1 truncate">
        <span className="text-ink">{t('message.imagesBlocked', { count: images.urls.length })}</span> {t('message.imagesFrom', { hosts })}
      </p>
      {onShow === null ? null : (
        <Button size="small" variant="ghost" busy={busy} onClick={onShow}>
          {t('message.show')}
        </Button>
      )}
    </div>
  );
}
