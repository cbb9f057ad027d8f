import { Dialog, KeyCap } from '#components/ui/index.ts';
import { type MessageKey, t } from '#lib/client/index.ts';

type Entry = { keys: string[]; label: MessageKey; joined?: 'or' | 'then' };

const groups: { title: MessageKey; entries: Entry[] }[] = [
  {
    title: 'keys.moving',
    entries: [
      { keys: ['j'], label: 'keys.next' },
      { keys: ['k'], label: 'keys.previous' },
      { keys: ['o', 'Enter'], joined: 'or', label: 'keys.open' },
      { keys: ['u'], label: 'keys.back' },
      { keys: ['n'], label: 'keys.nextMessage' },
      { keys: ['p'], label: 'keys.previousMessage' },
      { keys: ['Shift', 'n'], label: 'keys.answer' },
      { keys: ['Shift', 'p'], label: 'keys.answered' },
      { keys: ['/'], label: 'keys.search' },
      { keys: ['g', 'i'], joined: 'then', label: 'keys.goInbox' },
      { keys: ['g', 's'], joined: 'then', label: 'keys.goStarred' },
      { keys: ['g', 'd'], joined: 'then', label: 'keys.goDrafts' },
      { keys: ['g', 't'], joined: 'then', label: 'keys.goSent' },
    ],
  },
  {
    title: 'keys.acting',
    entries: [
      { keys: ['x'], label: 'keys.select' },
      { keys: ['e'], label: 'list.archive' },
      { keys: ['#'], label: 'list.delete' },
      { keys: ['!'], label: 'list.junk' },
      { keys: ['s'], label: 'list.star' },
      { keys: ['m'], label: 'list.mute' },
      { keys: ['v'], label: 'list.move' },
      { keys: ['l'], label: 'tag.label' },
      { keys: ['b'], label: 'list.snooze' },
      { keys: ['Shift', 'i'], label: 'list.markRead' },
      { keys: ['Shift', 'u'], label: 'list.markUnread' },
      { keys: ['z'], label: 'keys.undo' },
      { keys: ['Esc'], label: 'keys.escape' },
    ],
  },
  {
    title: 'keys.writing',
    entries: [
      { keys: ['c'], label: 'shell.compose' },
      { keys: ['r'], label: 'list.reply' },
      { keys: ['a'], label: 'list.replyAll' },
      { keys: ['f'], label: 'list.forward' },
      { keys: ['?'], label: 'keys.help' },
      { keys: ['Ctrl', 'k'], label: 'keys.palette' },
    ],
  },
];

/** What the keyboard can do. */
export function KeysDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} title={t('keys.title')} onClose={onClose} closeLabel={t('shell.close')} size="large">
      <div className="gap-x-10 tablet:columns-2">
        {groups.map((group) => (
          <section key={group.title} className="mb-6 break-inside-avoid">
            <h3 className="mb-2 text-sm font-semibold text-ink-muted">{t(group.title)}</h3>
            <dl className="flex flex-col gap-1.5">
              {group.entries.map((entry) => (
                <div key={entry.label} className="flex items-center justify-between gap-4">
                  <dt>{t(entry.label)}</dt>
                  <dd className="flex items-center gap-1.5 text-sm text-ink-muted">
                    {entry.keys.map((key, index) => (
                      <span key={key} className="flex items-center gap-1.5">
                        {index > 0 && entry.joined ? t(entry.joined === 'or' ? 'keys.or' : 'keys.then') : null}
                        <KeyCap>{key}</KeyCap>
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
