import type { LucideIcon } from 'lucide-react';
import { Building2, FileText, Globe, Mail, MapPin, Phone, UserRound, Users, X } from 'lucide-react';
import { Fragment, type ReactNode } from 'react';
import { type ContactList, commaList, mailPagePath, t } from '#lib/client/index.ts';
import type { JmapContactCard } from '#lib/contract/index.ts';
import { visibleText } from '../message/shown-sender.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';
import { Notice } from '../ui/notice.tsx';
import { addressLines, isGroup, shownName, sorted } from './shown-contact.ts';
import { changeContacts } from './use-contacts.ts';

type ContactDetailsProps = { list: ContactList; card: JmapContactCard; all: readonly JmapContactCard[] };

/** What is known of a person, each address a way to write to them. Text from outside stays text. */
export function ContactDetails({ list, card, all }: ContactDetailsProps) {
  const { emails = {}, phones = {}, addresses = {}, links = {}, notes = {}, nicknames = {}, organizations = {}, titles = {} } = card;
  const use = (entry: { contexts?: Readonly<Record<string, true>> }): string | null =>
    entry.contexts?.work === true ? t('contacts.use.work') : entry.contexts?.private === true ? t('contacts.use.private') : null;
  const organisation = Object.values(organizations).map(({ name = '', units = [] }) =>
    commaList([name, ...units.map((unit) => unit.name)]),
  );
  const jobs = Object.values(titles).map(({ name }) => name);
  return (
    <>
      {card.addressBookIds.collected === true ? (
        <Notice
          kind="info"
          action={
            list.isReadOnly ? undefined : (
              <Button size="small" onClick={() => void keep(list, card)}>
                {t('contacts.keep')}
              </Button>
            )
          }
        >
          {t('contacts.collectedNote')}
        </Notice>
      ) : null}
      <dl className="grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 gap-y-3 select-text">
        <Fact icon={UserRound} label={t('contacts.nickname')} values={Object.values(nicknames).map(({ name }) => visibleText(name))} />
        <Fact icon={Building2} label={t('contacts.organization')} values={[...jobs, ...organisation].map(visibleText)} />
        <Fact
          icon={Mail}
          label={t('contacts.emails')}
          values={Object.values(emails).map((email) => (
            <>
              <a
                href={writeTo([email.address])}
                aria-label={t('contacts.write', { address: visibleText(email.address) })}
                className="break-all text-accent underline-offset-2 hover:underline"
              >
                {visibleText(email.address)}
              </a>
              <Use text={use(email)} />
            </>
          ))}
        />
        <Fact
          icon={Phone}
          label={t('contacts.phones')}
          values={Object.values(phones).map((phone) => (
            <>
              {visibleText(phone.number)}
              <Use text={use(phone)} />
            </>
          ))}
        />
        <Fact
          icon={MapPin}
          label={t('contacts.addresses')}
          values={Object.values(addresses).map((address) => (
            <>
              <span className="whitespace-pre-line">{addressLines(address).split('\n').map(visibleText).join('\n')}</span>
              <Use text={use(address)} />
            </>
          ))}
        />
        <Fact icon={Globe} label={t('contacts.links')} values={Object.values(links).map(({ uri }) => <WebLink key={uri} uri={uri} />)} />
        <Fact
          icon={FileText}
          label={t('contacts.note')}
          values={Object.values(notes).map(({ note }) => (
            <span key={note} className="whitespace-pre-line">
              {note.split('\n').map(visibleText).join('\n')}
            </span>
          ))}
        />
      </dl>
      <Memberships list={list} card={card} all={all} />
    </>
  );
}

/** The mail page with a message to these people begun. */
export const writeTo = (addresses: readonly string[]): string => mailPagePath(`mailto:${addresses.map(encodeURIComponent).join(',')}`);

async function keep(list: ContactList, card: JmapContactCard): Promise<void> {
  await changeContacts(
    () => list.change(card.id, { addressBookIds: { contacts: true } }),
    (undo) => ({ text: t('contacts.kept'), undo }),
  );
}

function Fact({ icon: Icon, label, values }: { icon: LucideIcon; label: string; values: readonly ReactNode[] }) {
  const there = values.filter((value) => value !== '');
  if (there.length === 0) return null;
  return (
    <>
      <dt className="pt-0.5 text-ink-muted" data-tooltip={label}>
        <Icon aria-hidden size={17} />
        <span className="sr-only">{label}</span>
      </dt>
      <dd className="flex min-w-0 flex-col gap-1 break-words">
        {there.map((value, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the values of a card have no name of their own
          <div key={index}>{value}</div>
        ))}
      </dd>
    </>
  );
}

function Use({ text }: { text: string | null }) {
  return text === null ? null : <span className="ms-2 text-sm text-ink-muted">{text}</span>;
}

/** A link only where it leads to the web; anything else is text (security.md §4). */
function WebLink({ uri }: { uri: string }) {
  const shown = visibleText(uri);
  const url = URL.parse(uri);
  if (url === null || !['https:', 'http:'].includes(url.protocol)) return <span className="break-all">{shown}</span>;
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      className="break-all text-accent underline-offset-2 hover:underline"
    >
      {shown}
    </a>
  );
}

/** The groups that the person is in, and the way into others. */
function Memberships({ list, card, all }: ContactDetailsProps) {
  const groups = sorted(all.filter(isGroup));
  const own = groups.filter(({ members = {} }) => members[card.uid] === true);
  const others = groups.filter((group) => !own.includes(group));
  if (groups.length === 0) return null;
  const set = (group: JmapContactCard, isMember: boolean) => {
    const { [card.uid]: _, ...rest } = group.members ?? {};
    return changeContacts(
      () => list.change(group.id, { members: isMember ? { ...rest, [card.uid]: true } : rest }),
      (undo) => ({ text: t('contacts.saved'), undo }),
    );
  };
  return (
    <section>
      <h3 className="mb-2 text-sm font-medium text-ink-muted">{t('contacts.groups')}</h3>
      <div className="flex flex-wrap items-center gap-2">
        {own.map((group) => (
          <Fragment key={group.id}>
            <span className="inline-flex h-8 items-center gap-1.5 rounded-md border border-line bg-paper-sunken pe-0.5 ps-2">
              <Users aria-hidden size={14} className="text-ink-muted" />
              {shownName(group)}
              {list.isReadOnly ? null : (
                <IconButton
                  icon={X}
                  size="small"
                  label={t('contacts.leaveGroup', { name: shownName(group) })}
                  onClick={() => void set(group, false)}
                />
              )}
            </span>
          </Fragment>
        ))}
        {others.length === 0 || list.isReadOnly ? null : (
          <Menu
            label={t('contacts.addToGroup')}
            items={others.map((group) => ({ key: group.id, label: shownName(group), onSelect: () => void set(group, true) }))}
            trigger={(props) => (
              <Button size="small" {...props}>
                {t('contacts.addToGroup')}
              </Button>
            )}
          />
        )}
      </div>
    </section>
  );
}
