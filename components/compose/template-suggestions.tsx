import { type Editor, useEditorState } from '@tiptap/react';
import type { RefObject } from 'react';
import type { Template } from '#lib/contract/index.ts';
import { templateHtml } from './template-content.ts';
import { TemplateList } from './template-list.tsx';
import { nameBefore, useTemplateNames } from './use-template-names.ts';

type TemplateSuggestionsProps = {
  editor: Editor;
  /** the editor asks it for every key first; true: it was meant for the list */
  keys: RefObject<((event: KeyboardEvent) => boolean) | null>;
  onTemplate: (template: Template) => void;
};

function typedName({ state }: Editor): string {
  const { $from, empty } = state.selection;
  if (!empty || !$from.parent.isTextblock || $from.parent.type.spec.code === true) return '';
  return nameBefore($from.parent.textBetween(0, $from.parentOffset, '\n', '\ufffc'));
}

/** `;name`: templates are offered while their name is typed, and put in its place. */
export function TemplateSuggestions({ editor, keys, onTemplate }: TemplateSuggestionsProps) {
  const typed = useEditorState({ editor, selector: ({ editor: now }) => typedName(now) });
  const names = useTemplateNames(typed, insert);
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
  keys.current = names.onKey;
  return (
    <TemplateList names={names} placeOf={() => editor.view.coordsAtPos(editor.state.selection.from - typed.length)} onChoose={insert} />
  );
}
