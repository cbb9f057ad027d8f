import { Archive, Download, FileSearch } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import { type Account, archiveUrl, blobUrl, errorText, type FileFilter, findFiles, go, locale, t } from '#lib/client/index.ts';
import type { AttachedFile } from '#lib/contract/index.ts';
import { type FileKind, fileKinds, isMailError, type ThreadId } from '#lib/mail/index.ts';
import { isRisky, middleCut, safeFileName } from '../message/file-name.ts';
import { shownSender, visibleText } from '../message/shown-sender.ts';
import { shownSize } from '../message/shown-size.ts';
import { listDate } from '../threads/list-date.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { SelectField } from '../ui/select-field.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import { TextField } from '../ui/text-field.tsx';

const dayMs = 86_400_000;
const sizes = [0, 100_000, 1_000_000, 10_000_000];
const times = { any: [null, null], week: [7, null], month: [31, null], year: [366, null], older: [null, 366] } as const;
const timeWords = {
  any: 'files.anyTime',
  week: 'files.lastWeek',
  month: 'files.lastMonth',
  year: 'files.lastYear',
  older: 'files.older',
} as const;
type Time = keyof typeof times;
type Wish = { kind: FileKind | ''; name: string; from: string; minSize: number; time: Time };
const everything: Wish = { kind: '', name: '', from: '', minSize: 0, time: 'any' };
/** Nobody waits for an answer to every letter. */
const typingPauseMs = 250;

type FilesDialogProps = {
  account: Account /** null: of all mail of the account */;
  threadId: ThreadId | null;
  onClose: () => void;
  onLeave: () => void;
};

/** Files, wherever they came with: those of an account with ways to narrow them, or those of one conversation. `onLeave`: to the mail of one. */
export function FilesDialog({ account, threadId, onClose, onLeave }: FilesDialogProps) {
  const [nowMs] = useState(() => Date.now());
  const [wish, setWish] = useState(everything);
  const filter = useMemo(() => toFilter(wish, threadId, nowMs), [wish, threadId, nowMs]);
  const change = (part: Partial<Wish>) => setWish((before) => ({ ...before, ...part }));
  return (
    <Dialog
      open
      size="large"
      title={threadId === null ? t('files.title', { account: account.name }) : t('files.ofConversation')}
      closeLabel={t('files.close')}
      onClose={onClose}
      actions={
        threadId === null ? undefined : (
          <a
            href={archiveUrl(account.id, threadId)}
            download
            className="inline-flex h-8 items-center gap-2 rounded-md border border-line-strong bg-paper-raised px-3 font-medium hover:bg-paper-hover"
          >
            <Archive aria-hidden size={16} />
            {t('files.saveAll')}
          </a>
        )
      }
    >
      {threadId === null ? (
        <div className="mb-3 grid grid-cols-2 gap-2 tablet:grid-cols-3">
          <TextField label={t('files.name')} value={wish.name} maxLength={200} onChange={({ target }) => change({ name: target.value })} />
          <TextField label={t('files.from')} value={wish.from} maxLength={200} onChange={({ target }) => change({ from: target.value })} />
          <SelectField label={t('files.kind')} value={wish.kind} onChange={({ target }) => change({ kind: target.value as Wish['kind'] })}>
            <option value="">{t('files.allKinds')}</option>
            {fileKinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`files.${kind}`)}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('files.size')} value={wish.minSize} onChange={({ target }) => change({ minSize: Number(target.value) })}>
            {sizes.map((size) => (
              <option key={size} value={size}>
                {size === 0 ? t('files.anySize') : t('files.over', { size: shownSize(size, locale()) })}
              </option>
            ))}
          </SelectField>
          <SelectField label={t('files.when')} value={wish.time} onChange={({ target }) => change({ time: target.value as Time })}>
            {Object.entries(timeWords).map(([time, words]) => (
              <option key={time} value={time}>
                {t(words)}
              </option>
            ))}
          </SelectField>
        </div>
      ) : null}
      <FileList account={account} filter={filter} nowMs={nowMs} onLeave={onLeave} />
    </Dialog>
  );
}

function toFilter({ kind, name, from, minSize, time }: Wish, threadId: ThreadId | null, nowMs: number): FileFilter {
  const [after, before] = times[time];
  const date = (days: number): string => new Date(nowMs - days * dayMs).toISOString();
  return {
    ...(threadId === null ? {} : { threadId }),
    ...(kind === '' ? {} : { kinds: [kind] }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    ...(from.trim() === '' ? {} : { from: from.trim() }),
    ...(minSize === 0 ? {} : { minSize }),
    ...(after === null ? {} : { after: date(after) }),
    ...(before === null ? {} : { before: date(before) }),
  };
}

type Found = { filter: FileFilter; files: readonly AttachedFile[]; nextPosition: number | null };
type FileListProps = { account: Account; filter: FileFilter; nowMs: number; onLeave: () => void };

function FileList({ account, filter, nowMs, onLeave }: FileListProps) {
  const [found, setFound] = useState<Found | null>(null);
  const [from, setFrom] = useState<{ filter: FileFilter; position: number }>({ filter, position: 0 });
  const [failure, setFailure] = useState<string | null>(null);
  const [isLooking, setLooking] = useState(true);
  const wanted = from.filter === filter ? from.position : 0;
  const isCurrent = found?.filter === filter;
  useEffect(() => {
    const end = new AbortController();
    const look = (): void => {
      setFailure(null);
      setLooking(true);
      let isFirst = wanted === 0;
      const onMore = (files: readonly AttachedFile[], nextPosition: number | null): void => {
        const isAnew = isFirst;
        isFirst = false;
        setFound((before) => ({ filter, files: isAnew || before === null ? files : [...before.files, ...files], nextPosition }));
      };
      findFiles(account, filter, wanted, onMore, end.signal).then(
        () => {
          if (!end.signal.aborted) setLooking(false);
        },
        (error: unknown) => {
          if (!isMailError(error)) throw error;
          if (end.signal.aborted) return;
          setLooking(false);
          setFailure(errorText(error));
        },
      );
    };
    const timer = setTimeout(look, wanted > 0 ? 0 : typingPauseMs);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [account, filter, wanted]);

  if (failure !== null) return <Notice kind="danger">{failure}</Notice>;
  if (found === null) return <Skeleton aria-label={t('files.searching')} className="h-40 w-full" />;
  if (isCurrent && found.files.length === 0 && found.nextPosition === null)
    return (
      <EmptyState art={<FileSearch size={40} strokeWidth={1.25} />} title={t('files.none')}>
        {t('files.noneText')}
      </EmptyState>
    );
  const { nextPosition } = found;
  return (
    <div aria-busy={!isCurrent || isLooking} className={isCurrent ? '' : 'opacity-60'}>
      <ul aria-label={t('files.list')} className="flex flex-col divide-y divide-line">
        {found.files.map((file) => (
          <li key={file.blobId} className="flex items-center gap-3 py-2">
            <FileRow account={account} file={file} nowMs={nowMs} onLeave={onLeave} />
          </li>
        ))}
      </ul>
      {nextPosition === null ? null : (
        <Button className="mt-3" busy={isLooking} onClick={() => setFrom({ filter, position: nextPosition })}>
          {t('files.more')}
        </Button>
      )}
    </div>
  );
}

function FileRow({ account, file, nowMs, onLeave }: { account: Account; file: AttachedFile; nowMs: number; onLeave: () => void }) {
  const name = safeFileName(file.name, t('files.unnamed'));
  const sender = file.from?.[0] ?? null;
  const shown = sender === null ? null : shownSender(sender);
  const who = shown === null ? '' : shown.name === null || shown.isDoubtful ? shown.address : shown.name;
  const subject = visibleText(file.subject ?? '');
  const url = new URL(blobUrl(account.client.session(), account.id, { blobId: file.blobId, type: file.type, name }), window.location.href);
  return (
    <>
      <button
        type="button"
        data-tooltip={t('files.open', { subject })}
        onClick={() => {
          onLeave();
          go({ accountId: account.id, threadId: file.threadId });
        }}
        className="min-w-0 flex-1 rounded-md px-2 py-1 text-start hover:bg-paper-hover"
      >
        <span dir="auto" className={`block truncate font-medium ${isRisky(name) ? 'text-warn' : ''}`}>
          {middleCut(name, 60)}
        </span>
        <span className="block truncate text-sm text-ink-muted">
          <bdi>{who}</bdi>
          {subject === '' ? null : (
            <>
              {' · '}
              <bdi>{subject}</bdi>
            </>
          )}
        </span>
      </button>
      <span className="shrink-0 text-end text-sm text-ink-muted tabular-nums">
        <span className="block">{listDate(Date.parse(file.receivedAt), nowMs)}</span>
        <span className="block">{shownSize(file.size, locale())}</span>
      </span>
      <a
        href={url.pathname + url.search}
        download={name}
        aria-label={t('files.download', { name })}
        className="inline-flex size-8 shrink-0 items-center justify-center rounded-md text-ink-muted hover:bg-paper-hover hover:text-ink"
      >
        <Download aria-hidden size={16} />
      </a>
    </>
  );
}
