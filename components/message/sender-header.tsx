import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { errorText, mailClient, readBlobText, t } from '#lib/client/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';
import { Notice } from '../ui/notice.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';

const maxHeaderBytes = 256 * 1024;

type Header = { kind: 'loading' } | { kind: 'ready'; fields: string[] } | { kind: 'failed'; why: string };

/** The header of a message as it came, field by field, with a search over it. */
export function SenderHeader({ accountId, blobId }: { accountId: AccountId; blobId: string }) {
  const [header, setHeader] = useState<Header>({ kind: 'loading' });
  const [wanted, setWanted] = useState('');
  useEffect(() => {
    const session = mailClient().session();
    if (session === null) return;
    const end = new AbortController();
    readBlobText(session, accountId, blobId, { maxBytes: maxHeaderBytes, signal: end.signal }).then(
      ({ text }) => setHeader({ kind: 'ready', fields: fieldsOf(text) }),
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        if (error.kind !== 'aborted') setHeader({ kind: 'failed', why: errorText(error) });
      },
    );
    return () => end.abort();
  }, [accountId, blobId]);

  if (header.kind === 'failed') return <Notice kind="danger">{header.why}</Notice>;
  if (header.kind === 'loading') return <Skeleton className="h-24 w-full" />;
  const needle = wanted.trim().toLowerCase();
  const shown = needle === '' ? header.fields : header.fields.filter((field) => field.toLowerCase().includes(needle));
  return (
    <>
      <TextField
        label={t('trust.searchHeader')}
        hideLabel
        type="search"
        placeholder={t('trust.searchHeader')}
        leading={<Search aria-hidden size={14} className="text-ink-faint" />}
        value={wanted}
        onChange={(event) => setWanted(event.target.value)}
      />
      {shown.length === 0 ? (
        <p className="mt-3 text-ink-muted">{t('trust.noMatch', { text: wanted.trim() })}</p>
      ) : (
        <pre
          dir="ltr"
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached with the keyboard
          tabIndex={0}
          className="mt-3 max-h-64 overflow-y-auto font-mono text-xs leading-5 whitespace-pre-wrap break-all select-text"
        >
          {shown.join('\n')}
        </pre>
      )}
    </>
  );
}

/** Fields of a header with their folding, up to the first empty line. */
export function fieldsOf(source: string): string[] {
  const lines = source.split(/\r?\n/, 5000);
  const end = lines.indexOf('');
  const fields: string[] = [];
  for (const line of end < 0 ? lines : lines.slice(0, end)) {
    if (/^[ \t]/.test(line) && fields.length > 0) fields[fields.length - 1] += `\n${line}`;
    else fields.push(line);
  }
  return fields;
}
