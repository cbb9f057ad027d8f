import { useEffect, useState } from 'react';
import { announce, mailClient, t, templatesOf } from '#lib/client/index.ts';
import type { Template } from '#lib/contract/index.ts';
import { isMailError } from '#lib/mail/index.ts';

const mostShown = 6;

/** The start of a template's name behind a semicolon, at the end of what stands before the cursor; '' when there is none. */
export const nameBefore = (text: string): string => /(?:^|\s)(;[\p{L}\p{N}][^\s;]{0,39})$/u.exec(text)?.[1] ?? '';

const asTyped = (name: string): string => name.toLocaleLowerCase().replace(/\s+/g, '');

export type TemplateNames = {
  found: readonly Template[];
  /** the one that Enter takes; null: none is offered */
  chosen: Template | null;
  /** @returns true when the key was meant for the list */
  onKey(event: Pick<KeyboardEvent, 'key' | 'preventDefault' | 'stopPropagation'>): boolean;
};

/** The templates whose name begins as was typed. @param typed with its semicolon; '' when there is none */
export function useTemplateNames(typed: string, insert: (template: Template) => void): TemplateNames {
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
  const chosen = found[Math.min(active, found.length - 1)] ?? null;
  const count = found.length;
  useEffect(() => {
    setActive(0);
    if (count > 0) announce(t('compose.templatesFound', { count }));
  }, [count]);
  return {
    found,
    chosen,
    onKey(event) {
      if (chosen === null) return false;
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setActive((active + (event.key === 'ArrowDown' ? 1 : count - 1)) % count);
      else if (event.key === 'Escape') setDismissed(typed);
      else if (event.key === 'Enter' || event.key === 'Tab') insert(chosen);
      else return false;
      event.preventDefault();
      // The window around it would close.
      event.stopPropagation();
      return true;
    },
  };
}
