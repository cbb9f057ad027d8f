import { Users } from 'lucide-react';
import { type Suggestion, t } from '#lib/client/index.ts';
import { shownSender } from '../message/shown-sender.ts';
import { Avatar } from '../ui/avatar.tsx';
import { classNames } from '../ui/class-names.ts';

type SuggestionListProps = {
  id: string;
  list: readonly Suggestion[];
  active: number;
  onChoose: (person: Suggestion) => void;
};

export const optionId = (listId: string, index: number): string => `${listId}-${index}`;

/** The people under a recipient field (WAI-ARIA combobox with a listbox). The focus stays in the field. */
export function SuggestionList({ id, list, active, onChoose }: SuggestionListProps) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label={t('compose.suggestions')}
      className="absolute top-full start-0 z-10 mt-1 w-80 max-w-[calc(100vw-96px)] overflow-hidden rounded-lg bg-paper-raised p-1 shadow-float"
    >
      {list.map((person, index) => {
        const { members } = person;
        const shown = shownSender(person);
        const { name, isDoubtful } = shown;
        const address = members === null ? shown.address : t('compose.groupOf', { count: members.length });
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            // biome-ignore lint/suspicious/noArrayIndexKey: groups have no name of their own, and the list is drawn anew as a whole
            key={`${person.email} ${index}`}
            id={optionId(id, index)}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            // Before the field loses the focus and takes the letters for an address.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onChoose(person)}
            className={classNames(
              'flex min-h-11 cursor-default items-center gap-3 rounded-md px-2 py-1.5',
              index === active ? 'bg-paper-selected' : 'hover:bg-paper-hover',
            )}
          >
            {members === null ? (
              <Avatar name={name} email={person.email} size="small" />
            ) : (
              <span
                aria-hidden
                className="inline-flex size-6 shrink-0 items-center justify-center rounded-full bg-paper-pressed text-ink-muted"
              >
                <Users size={13} />
              </span>
            )}
            <span className="flex min-w-0 flex-1 flex-col">
              <span className="truncate font-medium">{name ?? address}</span>
              {name === null ? null : (
                <span className={classNames('truncate text-sm', isDoubtful ? 'text-danger' : 'text-ink-muted')}>{address}</span>
              )}
            </span>
          </div>
        );
      })}
    </div>
  );
}
