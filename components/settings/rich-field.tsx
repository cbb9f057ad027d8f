import { lazy, Suspense, useState } from 'react';
import type { RichNode } from '#lib/compose/index.ts';
import { Skeleton } from '../ui/skeleton.tsx';
import { untilItComes } from '../ui/until-it-comes.ts';

const RichEditor = lazy(() => untilItComes(() => import('../compose/rich-editor.tsx')));

/** Words with their looks, in a form: the composer's editor, without files. */
export type RichWords = { rich: RichNode; html: string };
type RichFieldProps = { label: string; first: string; onWrite: (words: RichWords) => void };

export function RichField({ label, first, onWrite }: RichFieldProps) {
  const [toolbarPlace, setToolbarPlace] = useState<HTMLElement | null>(null);
  return (
    <div className="rounded-md border border-line-strong focus-within:outline-2 focus-within:-outline-offset-1 focus-within:outline-accent">
      <div ref={setToolbarPlace} className="border-b border-line px-1.5 py-1" />
      <div className="px-3 py-2">
        <Suspense fallback={<Skeleton className="h-24 w-full" />}>
          <RichEditor
            label={label}
            placeholder=""
            html={first}
            rich={null}
            generation={0}
            autoFocus={false}
            toolbarPlace={toolbarPlace}
            onWrite={(rich, html) => onWrite({ rich, html })}
            onFiles={() => undefined}
          />
        </Suspense>
      </div>
    </div>
  );
}
