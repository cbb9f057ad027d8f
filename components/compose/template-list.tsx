import { useLayoutEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { t } from '#lib/client/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { classNames } from '../ui/class-names.ts';
import type { TemplateNames } from './use-template-names.ts';

const widthPx = 256;
const rowPx = 36;
const marginPx = 8;

type TemplateListProps = {
  names: TemplateNames;
  /** where the name begins on the screen, in pixels */
  placeOf: () => { left: number; bottom: number };
  onChoose: (template: Template) => void;
};

/** Templates offered below a name that is being typed. The focus stays where it is. */
export function TemplateList({ names: { found, chosen }, placeOf, onChoose }: TemplateListProps) {
  const [at, setAt] = useState<{ left: number; bottom: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is measured where the list comes up, and where its length changes
  useLayoutEffect(() => setAt(chosen === null ? null : placeOf()), [found.length]);
  if (chosen === null || at === null) return null;
  return createPortal(
    <div
      role="listbox"
      aria-label={t('compose.templates')}
      className="fixed z-50 w-64 overflow-hidden rounded-lg bg-paper-raised p-1 shadow-float"
      style={{
        left: Math.max(marginPx, Math.min(at.left, window.innerWidth - widthPx - marginPx)),
        top: Math.min(at.bottom + 4, window.innerHeight - marginPx - found.length * rowPx),
      }}
    >
      {found.map((template) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the editor has the keys
        <div
          key={template.id}
          role="option"
          tabIndex={-1}
          aria-selected={template === chosen}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onChoose(template)}
          className={classNames(
            'cursor-default truncate rounded-md px-2.5 py-1.5',
            template === chosen ? 'bg-paper-selected' : 'hover:bg-paper-hover',
          )}
        >
          {template.name}
        </div>
      ))}
    </div>,
    document.body,
  );
}
