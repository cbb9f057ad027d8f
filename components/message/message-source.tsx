'use client';

import { useEffect, useState } from 'react';
import { errorText, mailClient, readBlobText, t } from '#lib/client/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';

const maxSourceBytes = 512 * 1024;

type Source = { kind: 'loading' } | { kind: 'ready'; text: string; isCut: boolean } | { kind: 'failed'; why: string };

/** A message as it came, for reading only. */
export function MessageSource({ accountId, blobId }: { accountId: AccountId; blobId: string }) {
  const [source, setSource] = useState<Source>({ kind: 'loading' });
  useEffect(() => {
    const session = mailClient().session();
    if (session === null) return;
    const end = new AbortController();
    setSource({ kind: 'loading' });
    readBlobText(session, accountId, blobId, { maxBytes: maxSourceBytes, signal: end.signal }).then(
      ({ text, isCut }) => setSource({ kind: 'ready', text, isCut }),
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (error.kind !== 'aborted') setSource({ kind: 'failed', why: errorText(error) });
      },
    );
    return () => end.abort();
  }, [accountId, blobId]);

  if (source.kind === 'loading')
    return (
      <div className="flex flex-col gap-2 py-2">
        <Skeleton className="h-3 w-3/4" />
        <Skeleton className="h-3 w-1/2" />
        <Skeleton className="h-3 w-2/3" />
      </div>
    );
  if (source.kind === 'failed') return <Notice kind="danger">{source.why}</Notice>;
  return (
    <>
      {source.isCut ? (
        <Notice kind="info" className="mb-3">
          {t('message.sourceCut')}
        </Notice>
      ) : null}
      <pre dir="ltr" className="overflow-x-auto font-mono text-sm leading-5 whitespace-pre-wrap break-all select-text">
        {source.text}
      </pre>
    </>
  );
}
