import type { EmailBodyPart } from '#lib/contract/index.ts';

export const maxCalendarBytes = 1024 * 1024;

type PartFacts = Pick<EmailBodyPart, 'type' | 'blobId' | 'name' | 'size'>;

/** The calendar file of a message that is shown as a card: the one beside the text before one that is attached as a file. */
export function calendarPart<Part extends PartFacts>(parts: readonly Part[]): Part | null {
  const found = parts.filter(({ blobId, size }) => blobId !== null && size <= maxCalendarBytes);
  const isCalendar = ({ type }: Part): boolean => type.toLowerCase() === 'text/calendar';
  return found.find(isCalendar) ?? found.find(({ type }) => type.toLowerCase() === 'application/ics') ?? null;
}
