import { useRef, useState } from 'react';
import { t } from '#lib/client/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { caretPlace } from './caret-place.ts';
import { TemplateList } from './template-list.tsx';
import { nameBefore, useTemplateNames } from './use-template-names.ts';

type PlainWordsProps = {
  text: string;
  autoFocus: boolean;
  onWrite: (text: string) => void;
  onTemplate: (template: Template) => void;
};

/** The longest name that is looked for, and more. */
const lookBack = 60;

/** The words of a message without formatting; `;name` offers templates as in the rich editor. */
export function PlainWords({ text, autoFocus, onWrite, onTemplate }: PlainWordsProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const isPlaced = useRef(false);
  /** null: something is selected */
  const [caret, setCaret] = useState<number | null>(null);
  const typed = caret === null ? '' : nameBefore(text.slice(Math.max(0, caret - lookBack), caret));
  const names = useTemplateNames(typed, insert);
  function look(): void {
    const now = field.current;
    if (now !== null) setCaret(now.selectionStart === now.selectionEnd ? now.selectionStart : null);
  }
  function insert(template: Template): void {
    const now = field.current;
    if (now === null || caret === null) return;
    now.focus();
    now.setSelectionRange(caret - typed.length, caret);
    // The one way in that Ctrl-Z takes back.
    if (!document.execCommand('insertText', false, template.text)) {
      now.setRangeText(template.text, caret - typed.length, caret, 'end');
      onWrite(now.value);
    }
    look();
    onTemplate(template);
  }
  return (
    <>
      <textarea
        aria-label={t('compose.message')}
        placeholder={t('compose.placeholder')}
        // biome-ignore lint/a11y/noAutofocus: an answer begins in its text
        autoFocus={autoFocus}
        ref={(element) => {
          field.current = element;
          if (!autoFocus || element === null || isPlaced.current || element.selectionStart !== element.value.length) return;
          isPlaced.current = true;
          element.setSelectionRange(0, 0);
        }}
        value={text}
        onChange={(event) => {
          onWrite(event.target.value);
          look();
        }}
        onSelect={look}
        onBlur={() => setCaret(null)}
        onKeyDown={(event) => {
          if (!event.nativeEvent.isComposing) names.onKey(event);
        }}
        className="min-h-40 w-full flex-1 resize-none bg-transparent px-4 py-3 font-mono text-sm leading-5 outline-none"
      />
      <TemplateList
        names={names}
        placeOf={() => (field.current === null ? { left: 0, bottom: 0 } : caretPlace(field.current, (caret ?? 0) - typed.length))}
        onChoose={insert}
      />
    </>
  );
}
