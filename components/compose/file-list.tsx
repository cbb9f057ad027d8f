import { Paperclip, RotateCw, X } from 'lucide-react';
import { locale, t } from '#lib/client/index.ts';
import { middleCut } from '../message/file-name.ts';
import { shownSize } from '../message/shown-size.ts';
import { classNames } from '../ui/class-names.ts';
import { IconButton } from '../ui/icon-button.tsx';
import type { ComposerFile } from './composer-state.ts';

export type FileListProps = { files: readonly ComposerFile[]; onRemove: (key: string) => void; onRetry: (key: string) => void };

/** What goes along: each file with its size, how far it is uploaded, and a way to take it back. */
export function FileList({ files, onRemove, onRetry }: FileListProps) {
  // A picture in the text stands here too until it is at the gateway.
  const shown = files.filter((file) => file.disposition === 'attachment' || file.state !== 'done');
  if (shown.length === 0) return null;
  return (
    <ul aria-label={t('compose.attachments')} className="grid grid-cols-[repeat(auto-fill,minmax(min(100%,220px),1fr))] gap-1.5 px-4 pb-3">
      {shown.map((file) => {
        const percent = file.sizeBytes === 0 ? 100 : Math.floor((100 * file.sentBytes) / file.sizeBytes);
        return (
          <li
            key={file.key}
            className={classNames(
              'relative flex items-center gap-2 overflow-hidden rounded-md border py-1 pe-1 ps-2.5',
              file.state === 'failed' ? 'border-danger' : 'border-line',
            )}
          >
            <Paperclip aria-hidden size={15} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
            <span className="min-w-0 flex-1">
              <span data-tooltip={file.name} className="block truncate text-sm font-medium">
                {middleCut(file.name, 24)}
              </span>
              <span
                className={classNames('block truncate text-xs tabular-nums', file.state === 'failed' ? 'text-danger' : 'text-ink-muted')}
              >
                {file.state === 'failed'
                  ? file.problem
                  : file.state === 'waiting'
                    ? file.problem
                    : file.state === 'uploading'
                      ? `${percent} %`
                      : shownSize(file.sizeBytes, locale())}
              </span>
            </span>
            {file.state === 'failed' ? (
              <IconButton
                icon={RotateCw}
                size="small"
                label={t('compose.retryFile', { name: file.name })}
                onClick={() => onRetry(file.key)}
              />
            ) : null}
            <IconButton
              icon={X}
              size="small"
              label={t(file.state === 'uploading' ? 'compose.cancelFile' : 'compose.removeFile', { name: file.name })}
              onClick={() => onRemove(file.key)}
            />
            {file.state === 'uploading' ? (
              <progress
                aria-label={t('compose.progress', { name: file.name, percent })}
                max={100}
                value={percent}
                className="absolute inset-x-0 bottom-0 h-0.5 w-full appearance-none [&::-webkit-progress-bar]:bg-transparent [&::-webkit-progress-value]:bg-accent"
              />
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
