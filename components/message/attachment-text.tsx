import { useEffect, useState } from 'react';
import { type Account, errorText, mailClient, readBlobText, t } from '#lib/client/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { parseDelimited } from './delimited-text.ts';

const maxBytes = 512 * 1024;

type Loaded = { kind: 'loading' } | { kind: 'ready'; text: string; isCut: boolean } | { kind: 'failed'; why: string };

/** The beginning of a text file, as lines or as a table; never as anything that could run. */
export function AttachmentText({ account, blobId, isTable }: { account: Account; blobId: string; isTable: boolean }) {
  const [loaded, setLoaded] = useState<Loaded>({ kind: 'loading' });
  useEffect(() => {
    const session = mailClient().session();
    if (session === null) return;
    const end = new AbortController();
    setLoaded({ kind: 'loading' });
    readBlobText(session, account.id, blobId, { maxBytes, signal: end.signal }).then(
      ({ text, isCut }) => setLoaded({ kind: 'ready', text, isCut }),
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (error.kind !== 'aborted') setLoaded({ kind: 'failed', why: errorText(error) });
      },
    );
    return () => end.abort();
  }, [account, blobId]);
  if (loaded.kind === 'failed') return <Notice kind="danger">{loaded.why}</Notice>;
  if (loaded.kind === 'loading') return <Skeleton className="h-40 w-full" />;
  if (loaded.text.trim() === '') return <p className="text-ink-muted">{t('viewer.empty')}</p>;
  const table = isTable ? parseDelimited(loaded.text) : null;
  return (
    <>
      {loaded.isCut || table?.isCut === true ? (
        <Notice kind="info" className="mb-3">
          {t('viewer.cut')}
        </Notice>
      ) : null}
      {table === null ? (
        <pre dir="auto" className="font-mono text-sm leading-5 [unicode-bidi:plaintext] whitespace-pre-wrap break-words select-text">
          {loaded.text}
        </pre>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard
        <div tabIndex={0} className="overflow-x-auto">
          <table className="min-w-full border-collapse text-sm select-text">
            <tbody>
              {table.rows.map((row, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a file have no name and never move
                <tr key={index} className={index === 0 ? 'bg-paper-sunken font-medium' : ''}>
                  {row.map((cell, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells of a file have no name and never move
                    <td key={column} className="max-w-80 border border-line px-2 py-1 align-top break-words whitespace-pre-wrap">
                      {cell}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
