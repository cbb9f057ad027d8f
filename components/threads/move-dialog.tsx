import { Search } from 'lucide-react';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { mailboxIcon, mailboxName, mailboxTree } from '#components/mailboxes/index.ts';
import { Checkbox, classNames, Dialog, TextField } from '#components/ui/index.ts';
import { t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';

type MoveDialogProps = {
  open: boolean;
  mailboxes: readonly Mailbox[];
  /** where the conversations are: no target */
  fromId: MailboxId | null;
  onMove: (to: MailboxId) => void;
  /** they stay where they are and are there too */
  onCopy: (to: MailboxId) => void;
  onClose: () => void;
};

const none: ReadonlySet<MailboxId> = new Set();
const indents = ['ps-3', 'ps-7', 'ps-11', 'ps-15'];

/** Chooses a folder: type a few letters, arrows, Enter. */
export function MoveDialog({ open, ...rest }: MoveDialogProps) {
  return (
    <Dialog open={open} title={t('move.title')} onClose={rest.onClose} closeLabel={t('shell.close')} size="small">
      {open ? <MoveChooser {...rest} /> : null}
    </Dialog>
  );
}

function MoveChooser({ mailboxes, fromId, onMove, onCopy, onClose }: Omit<MoveDialogProps, 'open'>) {
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const [isCopy, setCopy] = useState(false);
  const nodes = useMemo(() => {
    const { special, own } = mailboxTree(mailboxes, none);
    const wanted = typed.trim().toLocaleLowerCase();
    return [...special, ...own].filter(
      ({ mailbox }) =>
        mailbox.id !== fromId &&
        mailbox.myRights.mayAddItems &&
        // Nobody files into Drafts, and hardly anybody into Sent.
        mailbox.role !== 'drafts' &&
        (mailbox.role !== 'sent' || wanted !== '') &&
        (wanted === '' || mailboxName(mailbox).toLocaleLowerCase().includes(wanted)),
    );
  }, [mailboxes, fromId, typed]);
  const active = nodes[Math.min(at, nodes.length - 1)];

  function choose(id: MailboxId | undefined): void {
    if (id === undefined) return;
    onClose();
    (isCopy ? onCopy : onMove)(id);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown') setAt(Math.min(nodes.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else if (event.key === 'Enter') choose(active?.mailbox.id);
    else return;
    event.preventDefault();
  }
  return (
    <div className="flex flex-col gap-2">
      <TextField
        label={t('move.find')}
        hideLabel
        placeholder={t('move.find')}
        leading={<Search aria-hidden size={15} className="text-ink-muted" />}
        value={typed}
        autoComplete="off"
        role="combobox"
        aria-expanded
        aria-controls="move-targets"
        aria-activedescendant={active === undefined ? undefined : `move-${active.mailbox.id}`}
        onChange={(event) => {
          setTyped(event.target.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div id="move-targets" role="listbox" aria-label={t('mailbox.tree')} className="-mx-2 flex max-h-80 flex-col overflow-y-auto">
        {nodes.map(({ mailbox, depth }, index) => {
          const Icon = mailboxIcon(mailbox.role);
          return (
            <button
              key={mailbox.id}
              id={`move-${mailbox.id}`}
              type="button"
              role="option"
              tabIndex={-1}
              aria-selected={mailbox.id === active?.mailbox.id}
              // The indent is not heard.
              aria-description={mailboxes.filter(({ id }) => id === mailbox.parentId).map(mailboxName)[0]}
              onPointerMove={() => setAt(index)}
              onClick={() => choose(mailbox.id)}
              className={classNames(
                'flex h-8 shrink-0 items-center gap-2.5 rounded-md pe-3 text-start aria-selected:bg-paper-hover',
                typed === '' ? indents[Math.min(depth, indents.length - 1)] : 'ps-3',
              )}
            >
              <Icon aria-hidden size={16} strokeWidth={1.75} className="shrink-0 text-ink-muted" />
              <span className="truncate">{mailboxName(mailbox)}</span>
            </button>
          );
        })}
        {nodes.length === 0 ? <p className="px-3 py-4 text-center text-ink-muted">{t('move.none')}</p> : null}
      </div>
      <Checkbox label={t('move.copy')} checked={isCopy} onChange={(event) => setCopy(event.target.checked)} className="text-sm" />
    </div>
  );
}
