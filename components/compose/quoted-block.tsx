'use client';

import { X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { t } from '#lib/client/index.ts';
import { MessageFrame } from '../message/message-frame.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import type { QuotedMessage } from './composer-state.ts';

const noUrls = new Map<string, string>();

/** What is quoted under one's own words: folded for an answer, open for a forward, shown behind the same walls as in the reader. */
export function QuotedBlock({
  quoted,
  cidUrls,
  onRemove,
}: {
  quoted: QuotedMessage;
  cidUrls: ReadonlyMap<string, string> | null;
  onRemove: () => void;
}) {
  const [isOpen, setOpen] = useState(quoted.kind === 'forward');
  const source = useMemo(() => ({ kind: 'html' as const, html: quoted.html }), [quoted.html]);
  return (
    <div className="px-4 pb-3">
      <div className="flex items-center gap-1">
        <button
          type="button"
          aria-expanded={isOpen}
          aria-label={isOpen ? t('compose.hideQuoted') : t('compose.showQuoted')}
          onClick={() => setOpen(!isOpen)}
          className="rounded-full border border-line-strong px-2 text-xs leading-4 font-bold tracking-wider text-ink-muted hover:bg-paper-hover"
        >
          •••
        </button>
        {isOpen ? <IconButton icon={X} size="small" label={t('compose.removeQuoted')} onClick={onRemove} /> : null}
      </div>
      {isOpen ? (
        <div className="mt-2">
          <MessageFrame source={source} title={t('compose.quoted')} cidUrls={cidUrls ?? noUrls} remoteUrls={null} />
        </div>
      ) : null}
    </div>
  );
}
