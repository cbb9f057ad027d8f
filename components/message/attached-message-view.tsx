import { type ReactNode, useEffect, useState } from 'react';
import { type Account, type AttachedMessage, attachedMessage, commaList, type EmailBody, errorText, t } from '#lib/client/index.ts';
import { type BlobId, isMailError } from '#lib/mail/index.ts';
import { fullDate } from '../threads/list-date.ts';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { fullPerson, visibleText } from './shown-sender.ts';

/** Draws the body of a message. */
export type RenderBody = (body: EmailBody, title: string) => ReactNode;

const mostPeople = 20;

type AttachedMessageViewProps = {
  account: Account;
  blobId: BlobId;
  renderBody: RenderBody;
  /** without what its header says: somebody above it tells already */
  isBare?: boolean;
};

/** A message that came inside another one: read with the same care, its remote images stay away. */
export function AttachedMessageView({ account, blobId, renderBody, isBare = false }: AttachedMessageViewProps) {
  const [message, setMessage] = useState<AttachedMessage | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  useEffect(() => {
    let isHere = true;
    attachedMessage(account, blobId).then(
      (found) => {
        if (isHere) setMessage(found);
      },
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (isHere) setFailure(errorText(error));
      },
    );
    return () => {
      isHere = false;
    };
  }, [account, blobId]);
  if (failure !== null) return <Notice kind="danger">{failure}</Notice>;
  if (message === null) return <Skeleton className="h-32 w-full" />;
  const title = visibleText(message.subject ?? '') || t('message.noSubject');
  if (isBare) return renderBody(message.body, title);
  const people = (list: AttachedMessage['from']) => commaList(list.slice(0, mostPeople).map(fullPerson));
  const rows: [string, string][] = [
    [t('viewer.subject'), title],
    [t('message.from'), people(message.from) || t('message.unknownSender')],
    [t('message.to'), people(message.to)],
    [t('message.date'), message.sentAt === null ? '' : fullDate(Date.parse(message.sentAt))],
  ];
  return (
    <>
      <dl className="mb-4 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 rounded-md bg-paper-sunken px-3 py-2 text-sm select-text">
        {rows
          .filter(([, words]) => words !== '')
          .map(([label, words]) => (
            <div key={label} className="contents">
              <dt className="text-ink-muted">{label}</dt>
              <dd className="break-words">{words}</dd>
            </div>
          ))}
      </dl>
      {renderBody(message.body, title)}
    </>
  );
}
