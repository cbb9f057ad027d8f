import { Users } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { t } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { contactEmails } from '#lib/mail/index.ts';
import { Avatar } from '../ui/avatar.tsx';
import { Button } from '../ui/button.tsx';
import { classNames } from '../ui/class-names.ts';
import { isGroup, shownDetail, shownName } from './shown-contact.ts';

type ContactRowsProps = { cards: readonly JmapContactCard[]; chosenId: string | null; onChoose: (id: string) => void };

const atOnce = 200;

/** The people of the list; arrows go through them. */
export function ContactRows({ cards, chosenId, onChoose }: ContactRowsProps) {
  const [shown, setShown] = useState(atOnce);
  function onKeyDown(event: KeyboardEvent<HTMLUListElement>): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    rows[at + (event.key === 'ArrowDown' ? 1 : -1)]?.focus();
    event.preventDefault();
  }
  return (
    <>
      <ul aria-label={t('contacts.list', { count: cards.length })} onKeyDown={onKeyDown} className="flex flex-col p-2">
        {cards.slice(0, shown).map((card) => (
          <li key={card.id}>
            <button
              type="button"
              aria-current={card.id === chosenId || undefined}
              onClick={() => onChoose(card.id)}
              className={classNames(
                'flex min-h-14 w-full items-center gap-3 rounded-md px-2.5 py-1.5 text-start',
                card.id === chosenId ? 'bg-paper-selected' : 'hover:bg-paper-hover',
              )}
            >
              <ContactMark card={card} />
              <span className="flex min-w-0 flex-1 flex-col leading-tight">
                <span dir="auto" className="truncate font-medium">
                  {shownName(card)}
                </span>
                <span dir="auto" className="truncate text-sm text-ink-muted">
                  {shownDetail(card)}
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {cards.length > shown ? (
        <div className="px-4 pb-4">
          <Button variant="ghost" onClick={() => setShown(shown + atOnce)}>
            {t('contacts.showMore', { count: Math.min(atOnce, cards.length - shown) })}
          </Button>
        </div>
      ) : null}
    </>
  );
}

/** The round mark of a person, or of a group. */
export function ContactMark({ card, size = 'medium' }: { card: JmapContactCard; size?: 'medium' | 'large' }) {
  if (!isGroup(card)) return <Avatar name={shownName(card)} email={contactEmails(card)[0] ?? card.uid} size={size} />;
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-flex shrink-0 items-center justify-center rounded-full bg-paper-pressed text-ink-muted',
        size === 'large' ? 'size-11' : 'size-9',
      )}
    >
      <Users size={size === 'large' ? 20 : 16} />
    </span>
  );
}
