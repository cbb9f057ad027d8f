import { ImageOff } from 'lucide-react';
import { commaList, t } from '#lib/client/index.ts';
import type { RemoteImages } from '#lib/html/index.ts';
import { Button } from '../ui/button.tsx';

export type RemoteImagesBarProps = {
  images: RemoteImages;
  busy: boolean;
  /** null = the person wants no such images at all */
  onShow: (() => void) | null;
  /** null = the sender cannot be told by one address */
  onShowAlways: (() => void) | null;
};

const mostHosts = 3;

/** Says how many images stay off and whose they are; one click shows those of this mail, another one those of all mail of this sender. */
export function RemoteImagesBar({ images, busy, onShow, onShowAlways }: RemoteImagesBarProps) {
  const hosts = commaList(images.hosts.slice(0, mostHosts)) + (images.hosts.length > mostHosts ? '…' : '');
  return (
    <div className="mb-3 flex flex-wrap items-center gap-x-2.5 gap-y-1 rounded-md bg-paper-sunken py-1.5 pe-1.5 ps-3 text-sm text-ink-muted">
      <ImageOff aria-hidden size={15} className="shrink-0" />
      <p className="min-w-40 flex-1 truncate" title={commaList(images.hosts)}>
        <span className="text-ink">{t('message.imagesBlocked', { count: images.urls.length })}</span> {t('message.imagesFrom', { hosts })}
        {images.trackers > 0 ? ` · ${t('message.trackers', { count: images.trackers })}` : null}
      </p>
      {onShow === null ? null : (
        <Button size="small" variant="ghost" busy={busy} onClick={onShow}>
          {t('message.show')}
        </Button>
      )}
      {onShowAlways === null ? null : (
        <Button size="small" variant="ghost" disabled={busy} onClick={onShowAlways}>
          {t('message.showAlways')}
        </Button>
      )}
    </div>
  );
}
