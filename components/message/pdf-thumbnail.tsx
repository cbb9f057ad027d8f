import { type ReactNode, useEffect, useRef, useState } from 'react';
import { mailClient, readBlobOctets } from '#lib/client/index.ts';
import { type AccountId, type BlobId, isMailError } from '#lib/mail/index.ts';
import { openPdf, type PdfFrame } from './pdf-frame.ts';

const widthPx = 72;
const maxBytes = 3_000_000;
const keptPictures = 100;

/** Pictures made in this tab, by blobId, whose octets never change; null: it cannot be drawn. */
const pictures = new Map<BlobId, string | null>();
/** One document at a time: a mail may have fifty. */
let queue: Promise<void> = Promise.resolve();

function keep(blobId: BlobId, url: string | null): void {
  pictures.set(blobId, url);
  for (const [oldest, picture] of pictures) {
    if (pictures.size <= keptPictures) break;
    pictures.delete(oldest);
    if (picture !== null) URL.revokeObjectURL(picture);
  }
}

/** The first page of a PDF, drawn in a frame of its own as it would be looked at, once the card is in sight. */
export default function PdfThumbnail({ accountId, blobId, instead }: { accountId: AccountId; blobId: BlobId; instead: ReactNode }) {
  const [picture, setPicture] = useState<string | null>(pictures.get(blobId) ?? null);
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const known = pictures.get(blobId);
    const session = mailClient().session();
    if (known !== undefined || session === null || place.current === null) {
      setPicture(known ?? null);
      return;
    }
    const end = new AbortController();
    const sight = new IntersectionObserver(([entry]) => {
      if (entry?.isIntersecting !== true) return;
      sight.disconnect();
      queue = queue.then(async () => {
        if (end.signal.aborted) return;
        try {
          const { octets, isCut } = await readBlobOctets(session, accountId, blobId, { maxBytes, signal: end.signal });
          const url = isCut ? null : await firstPage(octets.buffer, end.signal);
          if (!end.signal.aborted) keep(blobId, url);
          if (!end.signal.aborted) setPicture(url);
        } catch (error) {
          // the card has its icon
          if (!isMailError(error)) throw error;
        }
      });
    });
    sight.observe(place.current);
    return () => {
      end.abort();
      sight.disconnect();
    };
  }, [accountId, blobId]);
  if (picture === null) return <span ref={place}>{instead}</span>;
  // biome-ignore lint/performance/noImgElement: Next's image optimizer is off; this picture was made in this tab
  return <img src={picture} alt="" className="h-10 w-8 shrink-0 rounded-sm border border-line bg-white object-cover object-top" />;
}

/** @returns null when the document cannot be drawn, or is not wanted any more */
function firstPage(pdf: ArrayBuffer, signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const frame = document.createElement('iframe');
    let opened: PdfFrame | null = null;
    const finish = (url: string | null): void => {
      opened?.close();
      frame.remove();
      resolve(url);
    };
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.setAttribute('aria-hidden', 'true');
    frame.tabIndex = -1;
    frame.className = 'pointer-events-none fixed -start-[999px] size-24 opacity-0';
    frame.onload = () => {
      openPdf(frame, {
        pdf,
        isDark: false,
        thumbnailWidth: widthPx,
        on(message) {
          if (message.kind === 'picture') finish(URL.createObjectURL(new Blob([message.png], { type: 'image/png' })));
          else if (message.kind === 'failed') finish(null);
        },
      }).then((made) => {
        opened = made;
        if (signal.aborted) finish(null);
      }, reject);
    };
    signal.addEventListener('abort', () => finish(null), { once: true });
    frame.src = '/frame/pdf';
    document.body.append(frame);
  });
}
