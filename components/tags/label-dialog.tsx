import { Check, Minus, Plus, Search } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { Button, classNames, Dialog, TextField } from '#components/ui/index.ts';
import { type Account, createTag, errorText, showToast, t, tagsOfEmails } from '#lib/client/index.ts';
import type { Tag } from '#lib/contract/index.ts';
import { isMailError, maxTagNameLength, type ThreadId } from '#lib/mail/index.ts';

type LabelDialogProps = {
  open: boolean;
  account: Account;
  /** the conversations that are tagged */
  threads: readonly ThreadId[];
  onTag: (threads: readonly ThreadId[], tag: Tag, on: boolean) => void;
  onClose: () => void;
};

/** Puts tags on conversations and takes them off: type a few letters, arrows, Enter; a new name makes a new tag. */
export function LabelDialog({ open, ...rest }: LabelDialogProps) {
  return (
    <Dialog
      open={open}
      title={t('tag.title')}
      onClose={rest.onClose}
      closeLabel={t('shell.close')}
      size="small"
      actions={
        <Button variant="primary" onClick={rest.onClose}>
          {t('tag.done')}
        </Button>
      }
    >
      {open ? <LabelChooser {...rest} /> : null}
    </Dialog>
  );
}

type Option = { kind: 'tag'; tag: Tag; state: 'all' | 'some' | 'none' } | { kind: 'create'; name: string };

function LabelChooser({ account, threads, onTag }: Omit<LabelDialogProps, 'open'>) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const { cache } = account;
  const all = cache.tags();
  // Tags that are on something now come first; a tag does not jump away under the pointer when it is taken off.
  const [firstKeywords] = useState(
    () =>
      new Set(
        tagsOfEmails(
          threads.flatMap((id) => cache.threadEmails(id)),
          all,
        ).map(({ keyword }) => keyword),
      ),
  );
  const name = typed.trim().replaceAll(/\s+/g, ' ').replaceAll('"', '');
  const wanted = name.toLocaleLowerCase();
  const shown = useMemo(
    () =>
      all
        .filter((tag) => tag.isVisible && (wanted === '' || tag.name.toLocaleLowerCase().includes(wanted)))
        .toSorted((a, b) => Number(firstKeywords.has(b.keyword)) - Number(firstKeywords.has(a.keyword))),
    [all, wanted, firstKeywords],
  );
  const options: Option[] = shown.map((tag) => ({ kind: 'tag', tag, state: stateOf(account, threads, tag) }));
  if (name !== '' && name.length <= maxTagNameLength && !all.some((tag) => tag.name.toLocaleLowerCase() === wanted))
    options.push({ kind: 'create', name });
  const active = Math.max(0, Math.min(at, options.length - 1));

  async function create(newName: string): Promise<void> {
    setBusy(true);
    try {
      onTag(threads, await createTag(account, newName), true);
      setTyped('');
    } catch (error) {
      if (!isMailError(error)) throw error;
      showToast({ kind: 'error', text: t('tag.notCreated'), detail: errorText(error) });
    } finally {
      setBusy(false);
    }
  }
  function choose(option: Option | undefined): void {
    if (option === undefined || isBusy) return;
    if (option.kind === 'create') void create(option.name);
    else onTag(threads, option.tag, option.state !== 'all');
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setAt(Math.min(options.length - 1, active + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, active - 1));
    else if (event.key === 'Enter') choose(options[active]);
    else return;
    event.preventDefault();
  }
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={t('tag.find')}
        hideLabel
        placeholder={t('tag.find')}
        leading={<Search aria-hidden size={15} className="text-ink-muted" />}
        value={typed}
        maxLength={maxTagNameLength}
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls="label-options"
        aria-activedescendant={options.length === 0 ? undefined : `label-${active}`}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div
        id="label-options"
        role="listbox"
        aria-multiselectable
        aria-label={t('tag.title')}
        className="-mx-2 flex max-h-72 min-h-24 flex-col overflow-y-auto"
      >
        {options.map((option, index) => (
          <button
            key={option.kind === 'tag' ? option.tag.id : 'create'}
            id={`label-${index}`}
            type="button"
            role="option"
            tabIndex={-1}
            aria-selected={option.kind === 'tag' && option.state === 'all'}
            onPointerMove={() => setAt(index)}
            onClick={() => choose(option)}
            className={classNames(
              'flex h-8 shrink-0 items-center gap-2.5 rounded-md px-3 text-start',
              index === active && 'bg-paper-hover',
            )}
          >
            {option.kind === 'tag' ? (
              <>
                <Tick state={option.state} />
                <span data-colour={option.tag.colour} className="tag-dot size-2.5 shrink-0 rounded-full" />
                <span className="min-w-0 flex-1 truncate">{option.tag.name}</span>
              </>
            ) : (
              <>
                <Plus aria-hidden size={16} className="shrink-0 text-accent" />
                <span className="min-w-0 flex-1 truncate">{t('tag.create', { name: option.name })}</span>
              </>
            )}
          </button>
        ))}
        {options.length === 0 ? <p className="px-3 py-4 text-center text-ink-muted">{t('tag.none')}</p> : null}
      </div>
    </div>
  );
}

function Tick({ state }: { state: 'all' | 'some' | 'none' }) {
  const Icon = state === 'some' ? Minus : Check;
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex size-4 shrink-0 items-center justify-center rounded-sm border',
        state === 'none' ? 'border-line-strong' : 'border-accent bg-accent text-accent-ink',
      )}
    >
      {state === 'none' ? null : <Icon size={12} strokeWidth={3} />}
    </span>
  );
}

/** A conversation has a tag when some message of it has; `some`: only some of the conversations. */
function stateOf(account: Account, threads: readonly ThreadId[], tag: Tag): 'all' | 'some' | 'none' {
  const having = threads.filter((id) => account.cache.threadEmails(id).some((email) => email.keywords[tag.keyword] === true)).length;
  return having === 0 ? 'none' : having === threads.length ? 'all' : 'some';
}
