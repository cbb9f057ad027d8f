import { expect, test } from 'vitest';
import type { ConversationEmail } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';
import { placeOf, replyPlaces } from './reply-places.ts';

const email = (id: string, messageId = id): ConversationEmail =>
  ({
    id,
    messageId: [messageId],
    sentAt: null,
    from: [{ name: null, email: 'ana@example.org' }],
    keywords: {},
  }) as unknown as ConversationEmail;
const [one, two, three, four] = ['e1', 'e2', 'e3', 'e4'].map((id) => email(id)) as [
  ConversationEmail,
  ConversationEmail,
  ConversationEmail,
  ConversationEmail,
];
const all = [one, two, three, four];
const tree = (entries: Record<string, string | null>) => new Map(Object.entries(entries) as [EmailId, EmailId | null][]);

test('T6: only what answers something other than the message above says so', () => {
  const places = replyPlaces(all, all, tree({ e1: null, e2: 'e1', e3: 'e1', e4: 'e2' }), new Map());
  expect(placeOf(places, two.id)).toMatchObject({ parentId: 'e1', saysParent: null });
  expect(placeOf(places, three.id)).toMatchObject({ parentId: 'e1', saysParent: 'e1' });
  expect(placeOf(places, four.id)).toMatchObject({ parentId: 'e2', saysParent: 'e2' });
  expect(placeOf(places, one.id)).toMatchObject({ answerIds: ['e2', 'e3'], saysAnswers: ['e3'] });
});

test('T5: an answer to a copy is an answer to its entry', () => {
  const copy = email('e9', 'e1');
  const places = replyPlaces([one, copy, two, three], [one, two, three], tree({ e1: null, e9: null, e2: null, e3: 'e9' }), new Map());
  expect(placeOf(places, three.id).saysParent).toBe('e1');
});

test('what is not on the screen is not spoken of; a place that did not change stays the same object', () => {
  const parents = tree({ e1: null, e2: 'e1', e3: 'e1', e4: 'e3' });
  const places = replyPlaces(all, [two, three, four], parents, new Map());
  expect(placeOf(places, three.id)).toMatchObject({ parentId: null, answerIds: ['e4'] });
  expect(placeOf(replyPlaces(all, [two, three, four], parents, places), three.id)).toBe(places.get(three.id));
  expect(replyPlaces(all, all, null, new Map()).size).toBe(0);
});
