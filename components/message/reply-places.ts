import { type ConversationEmail, entriesOf } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

/** Where a message stands among the answers of its conversation (T6). Ids of messages on the screen. */
export type ReplyPlace = {
  /** what it answers */
  parentId: EmailId | null;
  /** what answers it, oldest first */
  answerIds: readonly EmailId[];
  /** what it answers, where that is not the message right above it: then the screen says so */
  saysParent: EmailId | null;
  /** what answers it further down than right below */
  saysAnswers: readonly EmailId[];
};

const noPlace: ReplyPlace = { parentId: null, answerIds: [], saysParent: null, saysAnswers: [] };

/**
 * The places of the messages on the screen, out of the tree of the Thread. A copy stands where its entry stands (T5); what is not on the
 * screen is left out.
 *
 * @param emails the Emails of the conversation, copies included, oldest first
 * @param entries those that have a place on the screen
 * @param before the last answer: a place that did not change stays the same object
 */
export function replyPlaces(
  emails: readonly ConversationEmail[],
  entries: readonly ConversationEmail[],
  parents: ReadonlyMap<EmailId, EmailId | null> | null,
  before: ReadonlyMap<EmailId, ReplyPlace>,
): ReadonlyMap<EmailId, ReplyPlace> {
  const places = new Map<EmailId, ReplyPlace>();
  if (parents === null) return places;
  const entryOf = entriesOf(emails);
  const indexes = new Map(entries.map(({ id }, index) => [id, index]));
  const answers = new Map<EmailId, EmailId[]>();
  const parentOf = new Map<EmailId, EmailId>();
  for (const { id } of entries) {
    const given = parents.get(id) ?? null;
    const parentId = given === null ? undefined : entryOf.get(given)?.id;
    if (parentId === undefined || parentId === id || !indexes.has(parentId)) continue;
    parentOf.set(id, parentId);
    answers.set(parentId, [...(answers.get(parentId) ?? []), id]);
  }
  for (const [index, { id }] of entries.entries()) {
    const parentId = parentOf.get(id) ?? null;
    const answerIds = answers.get(id) ?? [];
    if (parentId === null && answerIds.length === 0) continue;
    const place: ReplyPlace = {
      parentId,
      answerIds,
      saysParent: parentId !== null && entries[index - 1]?.id !== parentId ? parentId : null,
      saysAnswers: answerIds.filter((answerId) => entries[index + 1]?.id !== answerId),
    };
    const was = before.get(id);
    places.set(id, was !== undefined && JSON.stringify(was) === JSON.stringify(place) ? was : place);
  }
  return places;
}

export const placeOf = (places: ReadonlyMap<EmailId, ReplyPlace>, id: EmailId): ReplyPlace => places.get(id) ?? noPlace;
