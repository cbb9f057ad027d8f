import { type Editor, useEditorState } from '@tiptap/react';
import { type RefObject, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { announce, mailClient, t, templatesOf } from '#lib/client/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { classNames } from '../ui/class-names.ts';
import { templateHtml } from './template-content.ts';

type TemplateSuggestionsProps = {
  editor: Editor;
  /** the editor asks it for every key first; true: it was meant for the list */
  keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  onTemplate: (template: Template) => void;
};

const mostShown = 6;

/** The start of a template's name behind a semicolon, right before the cursor; '' when there is none. */
function typedName({ state }: Editor): string {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code === true) return '';
  const before = $from.parent.textBetween(0, $from.parentOffset, '\n', '\ufffc');
  return /(?:^|\s)(;[\p{L}\p{N}][^\s;]{0,39})$/u.exec(before)?.[1] ?? '';
}

const asTyped = (name: string): string => name.toLocaleLowerCase().replace(/\s+/g, '');

/** `;name`: templates are offered while their name is typed, and put in its place. */
export function TemplateSuggestions({ editor, keys, onTemplate }: TemplateSuggestionsProps) {
  const typed = useEditorState({ editor, selector: ({ editor: now }) => typedName(now) });
  const [list, setList] = useState<readonly Template[] | null>(null);
  const [active, setActive] = useState(0);
  const [dismissed, setDismissed] = useState('');
  const isWanted = typed !== '' && typed !== dismissed;
  useEffect(() => {
    const jmap = mailClient().jmap();
    if (!isWanted || list !== null || jmap === null) return;
    templatesOf(jmap)
      ?.list()
      .then(setList, (error: unknown) => {
        // What cannot be offered was only a semicolon.
        if (!isMailError(error)) throw error;
      });
  }, [isWanted, list]);
  const word = asTyped(typed.slice(1));
  const found = isWanted ? (list ?? []).filter(({ name }) => asTyped(name).startsWith(word)).slice(0, mostShown) : [];
  const chosen = found[Math.min(active, found.length - 1)];
  const count = found.length;
  useEffect(() => {
    setActive(0);
    if (count > 0) announce(t('compose.templatesFound', { count }));
  }, [count]);

  function insert(template: Template): void {
    const { from } = editor.state.selection;
    editor
      .chain()
      .focus()
      .deleteRange({ from: from - typed.length, to: from })
      .insertContent(templateHtml(template))
      .run();
    onTemplate(template);
  }
  keys.current =
    chosen === undefined
      ? null
      : ({ key }) => {
          if (key === 'ArrowDown' || key === 'ArrowUp') setActive((active + (key === 'ArrowDown' ? 1 : count - 1)) % count);
          else if (key === 'Escape') setDismissed(typed);
          else if (key === 'Enter' || key === 'Tab') insert(chosen);
          else return false;
          return true;
        };
  if (chosen === undefined) return null;
  const at = editor.view.coordsAtPos(editor.state.selection.from - typed.length);
  return createPortal(
    <div
      role="listbox"
      aria-label={t('compose.templates')}
      className="fixed z-50 w-64 overflow-hidden rounded-lg bg-paper-raised p-1 shadow-float"
      style={{
        left: Math.max(8, Math.min(at.left, window.innerWidth - 264)),
        top: Math.min(at.bottom + 4, window.innerHeight - 8 - count * 36),
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
          onClick={() => insert(template)}
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
