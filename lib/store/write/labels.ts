import { type EmailUnit, isShown, type LocationRow, shownMailboxes } from './email-unit.ts';
import { type IntentRow, intentsOf, queueIntent } from './intent-queue.ts';
import { isLive, type MailboxUnit } from './mailbox-unit.ts';
import type { Work } from './work.ts';

/**
 * Labels (X-GM-EXT-1, I33): an Email has one place in the mailbox that holds all, and one row more for each label that a mailbox shows. Such
 * a row has no UID. While the Email bears a label that is a place for it, it is seen there and not in the mailbox that holds all (J9).
 */

/** What an intent of this kind changes: keys of mailboxes, noted when it goes into the outbox's hands. */
export type LabelDetail = { add?: number[]; remove?: number[] };

/** Marks, which say nothing of where a mail is filed. */
const marks: ReadonlySet<string> = new Set(['\\Starred', '\\Important']);

export const labelOf = (mailbox: MailboxUnit): string | null => mailbox.label ?? mailbox.path;

/** This row stands for a label, not for a copy on the server. */
export const isLabelRow = (work: Work, location: LocationRow): boolean => work.mailboxes.get(location.mailbox)?.filing === 'view';

export const labelRows = (work: Work, unit: EmailUnit): LocationRow[] =>
  work.allMail === null ? [] : unit.locations.filter((location) => isLabelRow(work, location));

/** The Email's place in the mailbox that holds all; null when it is elsewhere, or leaves. */
export const homeOf = (work: Work, unit: EmailUnit): LocationRow | null =>
  unit.locations.find((location) => location.mailbox === work.allMail?.key && location.is_wanted !== 0 && location.is_deleted === 0) ??
  null;

export const keysOf = (labels: string | null): number[] => (labels ? labels.split(' ').map(Number) : []);

/** Where the Email's labels differ from what was last agreed with the server. */
export function labelDifference(work: Work, unit: EmailUnit, home: LocationRow): { add: number[]; remove: number[] } {
  const wanted = labelRows(work, unit)
    .filter(isShown)
    .map(({ mailbox }) => mailbox);
  const agreed = keysOf(home.labels).filter((key) => isLiveView(work, key));
  return { add: wanted.filter((key) => !agreed.includes(key)), remove: agreed.filter((key) => !wanted.includes(key)) };
}

function isLiveView(work: Work, key: number): boolean {
  const mailbox = work.mailboxes.get(key);
  return mailbox?.filing === 'view' && isLive(mailbox);
}

/** Takes what the server says of the labels of a message: what an intent is about to change does not count (G3). */
export function takeLabels(work: Work, unit: EmailUnit, location: LocationRow, labels: readonly string[]): void {
  if (location.mailbox !== work.allMail?.key) return;
  const reported = [...new Set(labels.map((label) => work.viewOfLabel(label)?.key).filter((key) => key !== undefined))];
  const next = reported.join(' ');
  if (location.labels === next && location.labels !== null) return;
  const pending = new Set<number>();
  if (intentsOf(work, unit.key).some(({ kind }) => kind === 'labels')) {
    const { add, remove } = labelDifference(work, unit, location);
    for (const key of [...add, ...remove]) pending.add(key);
  }
  if (location.is_wanted !== 0) {
    const rows = new Map(labelRows(work, unit).map((row) => [row.mailbox, row]));
    for (const key of reported) if (!pending.has(key) && isLiveView(work, key) && !rows.has(key)) addLabelRow(work, unit, key);
    for (const [key, row] of rows) if (!pending.has(key) && isLiveView(work, key) && !reported.includes(key)) work.dropLocation(unit, row);
  }
  work.setLocation(location, { labels: next });
}

const addLabelRow = (work: Work, unit: EmailUnit, mailbox: number): LocationRow => work.addLocation(unit, { mailbox });

/** Gives the Email these labels and no others; the way to the server is an intent. */
export function setLabels(work: Work, unit: EmailUnit, views: readonly number[]): void {
  const rows = labelRows(work, unit).filter(isShown);
  const added = views.filter((key) => !rows.some(({ mailbox }) => mailbox === key));
  const dropped = rows.filter(({ mailbox }) => !views.includes(mailbox));
  if (added.length + dropped.length === 0) return;
  for (const row of dropped) work.dropLocation(unit, row);
  for (const key of added) addLabelRow(work, unit, key);
  queueLabels(work, unit);
}

/** One that waits carries whatever the difference is by then. */
export function queueLabels(work: Work, unit: EmailUnit): void {
  const waits = intentsOf(work, unit.key).some(({ kind, is_started }) => kind === 'labels' && is_started === 0);
  if (!waits) queueIntent(work, { kind: 'labels', email: unit.key });
}

/** The server has taken them. */
export function labelsCarried(work: Work, unit: EmailUnit, row: IntentRow): void {
  const home = homeOf(work, unit);
  const { add = [], remove = [] } = JSON.parse(row.detail) as LabelDetail;
  if (home === null) return;
  const agreed = new Set([...keysOf(home.labels), ...add]);
  for (const key of remove) agreed.delete(key);
  work.setLocation(home, { labels: [...agreed].join(' ') });
}

/** Refused: the Email has the labels that the server knows it by. */
export function undoLabels(work: Work, unit: EmailUnit, row: IntentRow): void {
  const home = homeOf(work, unit);
  if (home === null) return;
  const { add = [], remove = [] } = JSON.parse(row.detail) as LabelDetail;
  const agreed = keysOf(home.labels);
  const rows = labelRows(work, unit);
  for (const label of rows) if (add.includes(label.mailbox) && !agreed.includes(label.mailbox)) work.dropLocation(unit, label);
  for (const key of remove)
    if (agreed.includes(key) && isLiveView(work, key) && !rows.some(({ mailbox }) => mailbox === key)) addLabelRow(work, unit, key);
}

/** A way out of the mailbox that holds all did not come about: the labels that the server knows are there again. */
export function showAgreedLabels(work: Work, unit: EmailUnit, home: LocationRow): void {
  if (home.mailbox !== work.allMail?.key) return;
  const rows = labelRows(work, unit);
  for (const key of keysOf(home.labels))
    if (isLiveView(work, key) && !rows.some(({ mailbox }) => mailbox === key)) addLabelRow(work, unit, key);
}

/** After every change: labels live and die with the place they belong to, and hide it while they are places themselves (J9). */
export function settleLabels(work: Work): void {
  if (work.allMail === null) return;
  for (const unit of work.units.values()) {
    const rows = labelRows(work, unit);
    const home = homeOf(work, unit);
    if (home === null) {
      for (const row of rows) work.dropLocation(unit, row);
      for (const location of unit.locations) leaveLabels(work, location);
      continue;
    }
    const isWanted = rows.some((row) => isShown(row) && isPlace(work, row)) ? 2 : 1;
    if (home.is_wanted !== isWanted) work.setLocation(home, { is_wanted: isWanted });
  }
}

function leaveLabels(work: Work, location: LocationRow): void {
  // Another client moved it out: it is seen where it is now.
  if (location.is_wanted === 2) work.setLocation(location, { is_wanted: 1 });
  // Told anew when it comes back from \Deleted.
  if (location.is_deleted === 1 && location.labels !== null) work.setLocation(location, { labels: null });
}

function isPlace(work: Work, row: LocationRow): boolean {
  const mailbox = work.mailboxes.get(row.mailbox);
  return mailbox !== undefined && !marks.has(labelOf(mailbox) ?? '');
}

/**
 * Where an Email is to lie, and under which labels: a mail is in Trash or Junk, or it has labels, never both. Of two wishes the new one counts.
 */
export function filingOf(work: Work, unit: EmailUnit | null, target: Iterable<number>): { home: number; views: number[] } | null {
  if (work.allMail === null) return null;
  const shown = unit === null ? [] : shownMailboxes(unit);
  const filings = [...target].map((key) => ({ key, filing: work.mailboxes.get(key)?.filing ?? 'own' }));
  const own = filings.filter(({ filing }) => filing === 'own').map(({ key }) => key);
  const views = filings.filter(({ filing }) => filing === 'view').map(({ key }) => key);
  const apart = own.find((key) => !shown.includes(key)) ?? own[0];
  const isNewlyApart = apart !== undefined && !shown.includes(apart);
  if (apart !== undefined && (own.length === filings.length || isNewlyApart)) return { home: apart, views: [] };
  return { home: work.allMail.key, views };
}
