import { describe, expect, test } from 'vitest';
import { contactCardSettable } from '#lib/contract/index.ts';
import type { ContactCard } from '#lib/mail/index.ts';
import { contactName } from '#lib/mail/index.ts';
import { readVcards, vcardLimits } from './read-vcards.ts';
import { writeVcards } from './write-vcards.ts';

const read = (...lines: string[]) => readVcards(new TextEncoder().encode(lines.join('\r\n')));
const card3 = (...lines: string[]) => ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'];
async function only(...lines: string[]): Promise<ContactCard> {
  const { cards } = await read(...lines);
  expect(cards).toHaveLength(1);
  return cards[0]!;
}
/** what the gateway would say of it */
const wrongIn = (card: ContactCard): string[] =>
  Object.entries(card)
    .filter(([name, value]) => !contactCardSettable[name as keyof typeof contactCardSettable]?.safeParse(value).success)
    .map(([name]) => name);

const full = card3(
  'N:Doe;Jane;Q.,Public;Dr.;Esq.',
  'FN:Jane\\, Doe',
  'ORG:ACME Inc.;Sales',
  'TITLE:Boss',
  'item1.EMAIL;TYPE=INTERNET,WORK,pref:jane@',
  ' work.test',
  'item1.X-ABLABEL:Work',
  'EMAIL;TYPE=HOME:jane@home.test',
  'TEL;TYPE=CELL:+1 2 3',
  'ADR;TYPE=WORK:;;12 Main St\\, Suite 3;Town;CA;123;USA',
  'NOTE:One\\nTwo\\, and three',
  'BDAY:1980-02-03',
  'URL:https://x.test/?a=1\\;b',
  'CATEGORIES:a,b',
  'UID:urn:uuid:jane',
);

describe('vCards (RFC 2426, RFC 6350)', () => {
  test('a card of vCard 3.0, folded lines, escapes, types and groups', async () => {
    const card = await only(...full);
    expect(card).toMatchObject({
      uid: 'urn:uuid:jane',
      name: { full: 'Jane, Doe' },
      organizations: { o1: { name: 'ACME Inc.', units: [{ name: 'Sales' }] } },
      titles: { t1: { name: 'Boss' } },
      emails: {
        e1: { address: 'jane@work.test', contexts: { work: true }, pref: 1 },
        e2: { address: 'jane@home.test', contexts: { private: true } },
      },
      phones: { p1: { number: '+1 2 3', features: { mobile: true } } },
      notes: { n1: { note: 'One\nTwo, and three' } },
      keywords: { a: true, b: true },
    });
    expect(card.name?.components).toContainEqual({ kind: 'given2', value: 'Q. Public' });
    expect(card.addresses?.a1?.components).toContainEqual({ kind: 'name', value: '12 Main St, Suite 3' });
    expect(wrongIn(card)).toEqual([]);
  });

  test.each(['3.0', '4.0'] as const)(
    'what is read is written and read again the same, what a Card has no word for included: %s',
    async (version) => {
      const group = ['BEGIN:VCARD', 'VERSION:4.0', 'FN:Team', 'KIND:group', 'MEMBER:urn:uuid:jane', 'UID:urn:g', 'END:VCARD'];
      const { cards } = await read(...full, ...group);
      expect(cards[1]).toMatchObject({ kind: 'group', members: { 'urn:uuid:jane': true } });
      const written = await writeVcards(cards, version);
      expect(written.split('\r\n')[1]).toBe(`VERSION:${version}`);
      expect((await readVcards(new TextEncoder().encode(written))).cards).toEqual(cards);
    },
  );

  test('nothing that a card holds begins a line of its own in the file', async () => {
    const hostile = 'x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Injected';
    const card: ContactCard = {
      ...{ '@type': 'Card', version: '1.0', uid: hostile },
      name: { full: hostile },
      emails: { e: { address: hostile, contexts: { [hostile]: true } } },
      phones: { p: { number: hostile } },
      notes: { n: { note: hostile } },
      links: { l: { uri: hostile } },
      addresses: { a: { full: hostile } },
      members: { [hostile]: true },
      keywords: { [hostile]: true },
      vCardProps: [
        ['x-a', {}, 'unknown', hostile],
        ['x-b', { type: hostile }, 'text', 'v'],
        [hostile, {}, 'text', 'v'],
        ['x-c', {}, hostile, 'v'],
        ['end', {}, 'text', 'vcard'],
        ['x-d', {}, 'text', [hostile]],
        'nonsense',
      ],
    };
    for (const version of ['3.0', '4.0'] as const) {
      const lines = (await writeVcards([card], version)).split(/\r\n|\r|\n/).filter((line) => !line.startsWith(' '));
      expect(lines.filter((line) => /^(?:BEGIN|END):/i.test(line))).toEqual(['BEGIN:VCARD', 'END:VCARD']);
      expect(lines.filter((line) => /^FN/i.test(line))).toHaveLength(1);
    }
  });

  test('a line that cannot be read, or is too long, costs only itself; a card without anything to know a person by is not taken', async () => {
    const photo = `PHOTO;ENCODING=b:${'A'.repeat(vcardLimits.lineChars)}`;
    const card = await only(...card3('FN:Ann', 'THIS IS NO LINE', 'BDAY;X:::', photo, '=3D', 'EMAIL:ann@x.test'));
    expect([contactName(card), card.emails]).toEqual(['Ann', { e1: { address: 'ann@x.test' } }]);
    expect(await read(...card3('X-NOTHING:1'), 'BEGIN:VCARD', 'VERSION:2.1', 'FN:Old', 'END:VCARD')).toMatchObject({
      cards: [],
      unreadable: 2,
    });
  });

  test.each([
    ['no end', ['BEGIN:VCARD', 'VERSION:3.0', 'FN:x']],
    ['an end alone', ['END:VCARD', 'FN:x']],
    ['nothing', ['']],
    ['a picture', ['\u0089PNG\u0000\u0000']],
  ])('no card in: %s', async (_, lines) => {
    expect((await read(...lines)).cards).toEqual([]);
  });

  test('a card that is begun in another is the one that counts, and the version need not come first', async () => {
    const card = await only('BEGIN:VCARD', 'FN:Outer', 'BEGIN:VCARD', 'FN:Inner', 'VERSION:4.0', 'END:VCARD');
    expect(contactName(card)).toBe('Inner');
  });

  test('what an old program wrote in Latin-1 is read', async () => {
    const { cards } = await readVcards(new Uint8Array(Buffer.from(card3('FN:Müller').join('\r\n'), 'latin1')));
    expect(cards.map(contactName)).toEqual(['Müller']);
  });

  test('more than is taken at once is counted; whatever is taken is within what the gateway takes', async () => {
    const many = Array.from({ length: vcardLimits.cards + 3 }, () => card3('FN:x')).flat();
    expect(await read(...many)).toMatchObject({ leftOut: 3, unreadable: 0 });
    const wild = card3(
      ...Array.from({ length: 400 }, (_, index) => `EMAIL:a${index}@x.test`),
      ...Array.from({ length: 400 }, (_, index) => `X-${index}:${'v'.repeat(400)}`),
      `FN:${'n'.repeat(5_000)}\\n\u0007`,
      `NOTE:${'n'.repeat(40_000)}`,
    );
    const card = await only(...wild);
    expect(wrongIn(card)).toEqual([]);
    expect(JSON.stringify(card).length).toBeLessThan(vcardLimits.cardChars);
  });

  test.each(['"', ';', ',', '\\', ':', ';X=', 'a.', ';TYPE=', '^n', '\\n'])('50,000 of %j in a line are no trouble', async (piece) => {
    const line = piece.repeat(Math.floor((vcardLimits.lineChars - 100) / piece.length));
    const { cards } = await read(...card3('FN:Ann', `NOTE${line}:x`, `NOTE:${line}`, `N:${line}`, `ADR:${line}`, `ORG:${line}`));
    expect(cards.map(contactName)).toEqual(['Ann']);
  });
});
