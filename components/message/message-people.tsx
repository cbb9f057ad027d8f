import type { ReactNode } from 'react';
import { commaList, t } from '#lib/client/index.ts';
import type { EmailAddress } from '#lib/mail/index.ts';
import { fullDate } from '../threads/list-date.ts';
import { shownSender } from './shown-sender.ts';

/** A name for a line where room is short: “me” for oneself, the name, else the address. A doubtful name never stands alone. */
export function shortPerson(person: EmailAddress, ownAddresses: ReadonlySet<string>): string {
  if (ownAddresses.has(person.email.toLowerCase())) return t('message.me');
  const { name, address, isDoubtful } = shownSender(person);
  if (name === null) return address;
  return isDoubtful ? `${name} <${address}>` : name;
}

const mostNames = 3;

/** “to me, Ana, Ben and 4 more” */
export function recipientLine(people: readonly EmailAddress[], ownAddresses: ReadonlySet<string>): string {
  if (people.length === 0) return t('message.noRecipients');
  const names = people.slice(0, mostNames).map((person) => shortPerson(person, ownAddresses));
  const joined = commaList(names);
  const rest = people.length - names.length;
  return t('message.toLine', { names: rest > 0 ? t('message.andMore', { names: joined, count: rest }) : joined });
}

export type PeopleDetailsProps = {
  from: readonly EmailAddress[];
  to: readonly EmailAddress[];
  cc: readonly EmailAddress[];
  bcc: readonly EmailAddress[];
  replyTo: readonly EmailAddress[];
  atMs: number;
  /** more rows, of other things */
  children?: ReactNode;
};

const mostShown = 200;

/** Everyone in full, and the full date. */
export function PeopleDetails({ from, to, cc, bcc, replyTo, atMs, children }: PeopleDetailsProps) {
  const rows: [string, readonly EmailAddress[]][] = [
    [t('message.from'), from],
    [t('message.replyTo'), replyTo],
    [t('message.to'), to],
    [t('message.cc'), cc],
    [t('message.bcc'), bcc],
  ];
  return (
    <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 rounded-md bg-paper-sunken px-3 py-2 text-sm select-text">
      {rows
        .filter(([, people]) => people.length > 0)
        .map(([label, people]) => (
          <div key={label} className="contents">
            <dt className="text-ink-muted">{label}</dt>
            <dd className="max-h-40 overflow-y-auto break-words">
              {people.slice(0, mostShown).map((person, index) => {
                const { name, address } = shownSender(person);
                return (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a header may name the same address twice; the list never changes
                  <span key={index}>
                    {index > 0 ? ', ' : ''}
                    {name === null ? null : <span className="text-ink">{name} </span>}
                    <span className={name === null ? 'text-ink' : 'text-ink-muted'}>{name === null ? address : `<${address}>`}</span>
                  </span>
                );
              })}
              {people.length > mostShown ? ` … +${people.length - mostShown}` : ''}
            </dd>
          </div>
        ))}
      <dt className="text-ink-muted">{t('message.date')}</dt>
      <dd>{fullDate(atMs)}</dd>
      {children}
    </dl>
  );
}
