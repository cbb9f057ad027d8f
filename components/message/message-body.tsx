'use client';

import { SunMedium } from 'lucide-react';
import { type ReactNode, useCallback, useMemo, useState } from 'react';
import { archiveUrl, type EmailBody, t } from '#lib/client/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import type { RemoteImages } from '#lib/html/index.ts';
import type { AccountId } from '#lib/mail/index.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { RenderBody } from './attached-message-view.tsx';
import { AttachmentCards } from './attachment-cards.tsx';
import { type BodyView, plainestView, recodedBody, useRecodedParts } from './body-view.ts';
import { safeFileName } from './file-name.ts';
import { contentParts, isNotShown, isUnreadable, shownAttachments, textParts } from './mail-content.ts';
import { MessageFrame } from './message-frame.tsx';
import { MessageSource } from './message-source.tsx';
import { cidUrlsOf, partUrl } from './part-urls.ts';
import { RemoteImagesBar } from './remote-images-bar.tsx';
import { type ImageSender, useRemoteImages } from './use-remote-images.ts';

export type MessageBodyProps = {
  accountId: AccountId;
  body: EmailBody;
  title: string;
  /** whose images they are; null = remote images are not offered here */
  images: ImageSender | null;
  view?: BodyView;
  /** the quote at its end is what was sent */
  isForwarded?: boolean;
  /** parts that stand out as signed, since others are not */
  signedParts?: ReadonlySet<string>;
};

const none: ReadonlySet<string> = new Set();

/** What stands in an open message: bars that say what is missing, the mail itself, its files. */
export function MessageBody({
  accountId,
  body: sent,
  title,
  images: sender,
  view = plainestView,
  isForwarded = false,
  signedParts = none,
}: MessageBodyProps) {
  const recoded = useRecodedParts(accountId, sent, view);
  const body = useMemo(() => recodedBody(sent, recoded), [sent, recoded]);
  const parts = useMemo(() => (view.asText ? textParts(body, document) : contentParts(body)), [body, view.asText]);
  const files = useMemo(() => shownAttachments(body), [body]);
  const urlOf = useCallback((part: EmailBodyPart, name: string): string => partUrl(accountId, part, name), [accountId]);
  const cidUrls = useMemo(() => cidUrlsOf(body, urlOf), [body, urlOf]);
  const [wanted, setWanted] = useState<ReadonlyMap<string, RemoteImages>>(new Map());
  const [cut, setCut] = useState(false);
  const [isDarkened, setDarkened] = useState(false);
  const [keepsColours, setKeepsColours] = useState(false);

  const renderBody: RenderBody = (inner, innerTitle) => <MessageBody accountId={accountId} body={inner} title={innerTitle} images={null} />;
  const images = useMemo(() => together(parts.flatMap((part) => wanted.get(part.key) ?? [])), [parts, wanted]);
  const remote = useRemoteImages(accountId, sent.id, images, sender);

  if (isUnreadable(body))
    return (
      <>
        <Notice kind="warn" className="mb-3">
          <strong className="font-medium">{t('message.unreadableTitle')}.</strong> {t('message.unreadableText')}
        </Notice>
        <MessageSource accountId={accountId} blobId={body.blobId} />
      </>
    );
  const isCut = cut || parts.some((part) => part.kind === 'mail' && part.isTruncated && !isNotShown(part));
  return (
    <>
      {images.urls.length > 0 && remote.urls === null ? (
        <RemoteImagesBar images={images} busy={remote.isAsking} onShow={remote.onShow} onShowAlways={remote.onShowAlways} />
      ) : null}
      {parts.some(isNotShown) ? (
        <Notice kind="info" className="mb-3">
          {t('message.notShown')}
        </Notice>
      ) : null}
      {isCut ? (
        <Notice kind="info" className="mb-3">
          {t('message.cut')}
        </Notice>
      ) : null}
      {parts.some((part) => part.kind === 'mail' && part.isEncodingProblem) ? (
        <Notice kind="warn" className="mb-3">
          {t('message.encoding')}
        </Notice>
      ) : null}
      {isDarkened || keepsColours ? (
        <div className="mb-1 flex justify-end print:hidden">
          <Button
            size="small"
            variant="ghost"
            icon={<SunMedium aria-hidden size={14} />}
            aria-pressed={keepsColours}
            onClick={() => setKeepsColours(!keepsColours)}
          >
            {keepsColours ? t('message.darkColours') : t('message.sentColours')}
          </Button>
        </div>
      ) : null}
      {parts.length === 0 ? <p className="text-ink-muted">{t('message.empty')}</p> : null}
      {parts.map((part) =>
        part.kind === 'image' ? (
          // biome-ignore lint/performance/noImgElement: Next's image optimizer is off; these are the mail's own pictures
          <img
            key={part.key}
            src={urlOf(part.part, safeFileName(part.part.name, t('message.unnamed')))}
            alt={part.part.name ?? ''}
            className="my-3 max-w-full rounded-md"
          />
        ) : (
          <SignedFrame key={part.key} isSigned={signedParts.has(part.key.split(' ')[0] ?? '')}>
            <MessageFrame
              source={part.source}
              title={title}
              cidUrls={cidUrls}
              remoteUrls={remote.urls}
              isForwarded={isForwarded}
              keepsColours={keepsColours}
              onDrawn={(drawn) => {
                const { remoteImages, isTruncated } = drawn;
                setWanted((before) =>
                  sameUrls(before.get(part.key), remoteImages) ? before : new Map(before).set(part.key, remoteImages),
                );
                setCut((before) => before || isTruncated);
                setDarkened((before) => before || drawn.isDarkened);
              }}
            />
          </SignedFrame>
        ),
      )}
      <AttachmentCards
        accountId={accountId}
        parts={files}
        urlOf={urlOf}
        // a message inside another one is no Email
        archiveUrl={body.id === null ? null : archiveUrl(accountId, body.id)}
        renderBody={renderBody}
      />
    </>
  );
}

/** What a signature covers stands in a box that says so, where other parts of the same message are not covered. */
function SignedFrame({ isSigned, children }: { isSigned: boolean; children: ReactNode }) {
  return (
    <div className={isSigned ? 'my-2 border-s-2 border-ok ps-3' : ''}>
      {isSigned ? <p className="text-sm font-medium text-ok">{t('message.signedPart')}</p> : null}
      {children}
    </div>
  );
}

function together(all: readonly RemoteImages[]): RemoteImages {
  return {
    urls: [...new Set(all.flatMap((images) => images.urls))],
    hosts: [...new Set(all.flatMap((images) => images.hosts))],
    trackers: all.reduce((sum, images) => sum + images.trackers, 0),
  };
}

const sameUrls = (a: RemoteImages | undefined, b: RemoteImages): boolean =>
  a !== undefined && a.trackers === b.trackers && a.urls.length === b.urls.length && a.urls.every((url, index) => url === b.urls[index]);
