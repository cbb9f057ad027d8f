'use client';

import { X } from 'lucide-react';
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, type ReactNode, type Ref, useEffect, useId, useState } from 'react';
import { type Account, commaList, type Suggestion, t } from '#lib/client/index.ts';
import { formatAddress, parseAddressList, type TypedAddress, typingTrouble } from '#lib/compose/index.ts';
import { shownSender } from '../message/shown-sender.ts';
import { classNames } from '../ui/class-names.ts';
import { optionId, SuggestionList } from './suggestion-list.tsx';
import { useSuggestions } from './use-suggestions.ts';

export type RecipientFieldProps = {
  /** whose mail knows people */
  account: Account;
  label: string;
  people: readonly TypedAddress[];
  onChange: (people: readonly TypedAddress[]) => void;
  /** drawn at the end of the line: buttons for Cc and Bcc */
  trailing?: ReactNode;
  autoFocus?: boolean;
  /** one of the names is being dragged: the other fields should be there */
  onDrag?: () => void;
  ref?: Ref<HTMLInputElement>;
};

/** The name that is being dragged, and how it leaves the field that it comes from. */
let dragged: { person: TypedAddress; from: string; leave: () => void } | null = null;

const endsAddress = new Set(['Enter', ',', ';', 'Tab']);

/** Recipients as chips. What is no address is kept and marked, never dropped. */
export function RecipientField({ account, label, people, onChange, trailing, autoFocus = false, onDrag, ref }: RecipientFieldProps) {
  const [typed, setTyped] = useState('');
  const [isFocused, setFocused] = useState(false);
  const [isTarget, setTarget] = useState(false);
  const id = useId();
  const listId = `${id}-people`;
  const taken = people.map(({ email }) => email);
  const suggestions = useSuggestions(account, typed, taken, isFocused);
  const isOpen = suggestions.list.length > 0;
  const wrong = useWhatIsWrong(typed, isFocused && !isOpen);
  function choose({ name, email, members }: Suggestion): void {
    setTyped('');
    suggestions.close();
    const chosen = members ?? [{ name, email }];
    onChange([...people, ...chosen.map((one) => ({ ...one, isValid: true, typed: one.email }))]);
  }
  function add(text: string): void {
    const found = parseAddressList(text);
    setTyped('');
    if (found.length === 0) return;
    const known = new Set(people.map((person) => person.email.toLowerCase()));
    onChange([...people, ...found.filter((person) => !known.has(person.email.toLowerCase()))]);
  }
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (isOpen && onListKey(event)) return;
    if (endsAddress.has(event.key) && typed.trim() !== '' && !event.ctrlKey && !event.metaKey) {
      // A comma inside quotes belongs to the name.
      if (event.key !== 'Enter' && event.key !== 'Tab' && (typed.split('"').length - 1) % 2 === 1) return;
      if (event.key !== 'Tab') event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '' && people.length > 0) onChange(people.slice(0, -1));
  }
  /** @returns true when the key was meant for the list */
  function onListKey(event: KeyboardEvent<HTMLInputElement>): boolean {
    const person = suggestions.list[suggestions.active];
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') suggestions.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Escape') {
      suggestions.close();
      event.stopPropagation();
    }
    // Whoever typed a whole address means that one.
    else if (
      (event.key === 'Enter' || event.key === 'Tab') &&
      person !== undefined &&
      !isAddress(typed) &&
      !event.ctrlKey &&
      !event.metaKey
    )
      choose(person);
    else return false;
    event.preventDefault();
    return true;
  }
  function onPaste(event: ClipboardEvent<HTMLInputElement>): void {
    const text = event.clipboardData.getData('text/plain');
    if (!/[,;\n]|@\S+\s+\S+@/.test(text) && !text.includes('<')) return;
    event.preventDefault();
    add(typed + text);
  }
  function onDrop(event: DragEvent): void {
    const moved = dragged;
    setTarget(false);
    if (moved === null && !event.dataTransfer.types.includes('text/plain')) return;
    event.preventDefault();
    if (moved === null) add(event.dataTransfer.getData('text/plain'));
    if (moved === null || moved.from === id) return;
    moved.leave();
    if (!people.some(({ email }) => email.toLowerCase() === moved.person.email.toLowerCase())) onChange([...people, moved.person]);
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: names may be dropped here; the keyboard types them
    <div
      onDragOver={(event) => {
        if (dragged === null && !event.dataTransfer.types.includes('text/plain')) return;
        event.preventDefault();
        setTarget(dragged?.from !== id);
      }}
      onDragLeave={() => setTarget(false)}
      onDrop={onDrop}
      className={classNames(
        'flex items-start gap-2 border-b border-line px-4 py-1.5 focus-within:border-line-strong',
        isTarget && 'bg-accent-soft',
      )}
    >
      <label htmlFor={id} className="w-12 shrink-0 pt-1 text-sm text-ink-muted">
        {label}
      </label>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the names is a click into the field; the keyboard reaches it by itself */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the same */}
      <div
        className="relative flex min-w-0 flex-1 cursor-text flex-wrap items-center gap-1"
        onClick={(event) => {
          if (event.target === event.currentTarget) event.currentTarget.querySelector('input')?.focus();
        }}
      >
        {people.map((person, index) => (
          <Chip
            // biome-ignore lint/suspicious/noArrayIndexKey: the same words may stand there twice while they are no address
            key={`${person.email} ${index}`}
            person={person}
            onRemove={() => onChange(people.filter((_, other) => other !== index))}
            onDrag={() => {
              dragged = { person, from: id, leave: () => onChange(people.filter((_, other) => other !== index)) };
              onDrag?.();
            }}
          />
        ))}
        <input
          ref={ref}
          id={id}
          type="text"
          inputMode="email"
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: a composer that was just opened is what the person wants to write in
          autoFocus={autoFocus}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onFocus={() => setFocused(true)}
          onBlur={() => {
            setFocused(false);
            add(typed);
          }}
          role="combobox"
          aria-expanded={isOpen}
          aria-autocomplete="list"
          aria-controls={isOpen ? listId : undefined}
          aria-invalid={wrong === null ? undefined : true}
          aria-describedby={`${id}-chosen ${id}-wrong`}
          aria-activedescendant={isOpen && suggestions.active >= 0 ? optionId(listId, suggestions.active) : undefined}
          // Behind names it takes no line of its own until somebody types there.
          className={classNames(
            'h-7 flex-1 bg-transparent outline-none',
            people.length > 0 && !isFocused ? 'w-0 min-w-0' : 'min-w-10',
            wrong === null ? undefined : 'text-danger underline decoration-danger decoration-wavy underline-offset-4',
          )}
        />
        {/* The names stand before the field, where it is not heard that they are in it. */}
        <span id={`${id}-chosen`} hidden>
          {commaList(people.map((person) => shownName(person)))}
        </span>
        <p id={`${id}-wrong`} aria-live="polite" className={wrong === null ? 'sr-only' : 'w-full pb-0.5 text-sm text-danger'}>
          {wrong}
        </p>
        {isOpen ? <SuggestionList id={listId} list={suggestions.list} active={suggestions.active} onChoose={choose} /> : null}
      </div>
      {trailing}
    </div>
  );
}

/** Nobody is told of a mistake in the middle of a word. */
const calmAfterMs = 1_500;

/** What is wrong with what is being typed, in words: at once when it cannot become an address any more, else when the typing rests. */
function useWhatIsWrong(typed: string, isWanted: boolean): string | null {
  const [rested, setRested] = useState('');
  const trouble = isWanted ? typingTrouble(typed) : null;
  useEffect(() => {
    if (trouble !== 'unfinished') return;
    const timer = setTimeout(() => setRested(typed), calmAfterMs);
    return () => clearTimeout(timer);
  }, [trouble, typed]);
  if (trouble === 'impossible') return t('compose.invalid', { address: typed.trim().slice(0, 100) });
  return trouble === 'unfinished' && rested === typed ? t('compose.notYetAddress') : null;
}

const isAddress = (typed: string): boolean => parseAddressList(typed).some(({ isValid, email }) => isValid && email.includes('.'));

function shownName(person: TypedAddress): string {
  const { name, address, isDoubtful } = shownSender(person);
  return (name === null ? address : isDoubtful ? `${name} <${address}>` : name) || person.typed;
}

function Chip({ person, onRemove, onDrag }: { person: TypedAddress; onRemove: () => void; onDrag: () => void }) {
  const { name, address } = shownSender(person);
  const shown = shownName(person);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: with the keyboard a name is taken out here and typed there
    <span
      draggable
      onDragStart={(event) => {
        event.dataTransfer.effectAllowed = 'move';
        event.dataTransfer.setData('text/plain', person.isValid ? formatAddress(person) : person.typed);
        onDrag();
      }}
      onDragEnd={() => {
        dragged = null;
      }}
      data-tooltip={person.isValid ? (name === null ? undefined : address) : t('compose.invalid', { address: person.typed })}
      data-invalid={person.isValid ? undefined : true}
      className={classNames(
        'inline-flex h-7 cursor-grab max-w-full tablet:max-w-[calc(100%-48px)] items-center gap-0.5 rounded-md border pe-0.5 ps-2',
        person.isValid ? 'border-line bg-paper-sunken' : 'border-danger bg-danger-soft text-danger',
      )}
    >
      <span className="truncate">{shown}</span>
      <button
        type="button"
        tabIndex={-1}
        aria-label={t('compose.remove', { name: shown })}
        onClick={onRemove}
        className="inline-flex size-5 shrink-0 items-center justify-center rounded-sm text-ink-muted hover:bg-paper-pressed hover:text-ink"
      >
        <X aria-hidden size={13} />
      </button>
    </span>
  );
}
