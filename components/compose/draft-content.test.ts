import { expect, test } from 'vitest';
import type { ComposerFields, ComposerFile, DraftTies } from './composer-state.ts';
import { draftContent, isEmptyDraft, ownCid, plainText, warningsOf } from './draft-content.ts';

const paragraph = (text: string) => ({ type: 'paragraph', content: [{ type: 'text', text }] });
const fields: ComposerFields = {
  identityId: null,
  to: [{ name: 'Ana', email: 'ana@example.org', isValid: true, typed: 'Ana <ana@example.org>' }],
  cc: [],
  isImportant: false,
  asksReceipt: false,
  wishes: { delivery: false, tls: false },
  bcc: [],
  subject: 'Plan',
  format: 'rich',
  rich: { type: 'doc', content: [paragraph('Hello'), { type: 'signature', content: [paragraph('Mia'), paragraph('Harbour')] }] },
  html: '<p>Hello</p><p></p><div class="postern-signature"><p>Mia</p><p>Harbour</p></div>',
  text: '',
  quoted: {
    kind: 'reply',
    html: '<div class="postern-attribution">On Monday Ana wrote:</div><blockquote type="cite">Shall we?</blockquote>',
    text: 'On Monday Ana wrote:\n> Shall we?\n',
  },
};
const ties: DraftTies = {
  accountId: 'a1' as DraftTies['accountId'],
  messageId: 'x@y',
  inReplyTo: ['p@y'],
  references: ['o@y', 'p@y'],
  original: null,
};
const file: ComposerFile = {
  key: '1',
  name: 'a.pdf',
  type: 'application/pdf',
  sizeBytes: 3,
  sentBytes: 3,
  pieces: [],
  state: 'done',
  blobId: 'B1',
  disposition: 'attachment',
  cid: null,
  problem: null,
};

test('C2: the text part says what the HTML says: words, signature behind its mark, quote', () => {
  expect(plainText(fields)).toBe('Hello\n\n-- \nMia\nHarbour\n\nOn Monday Ana wrote:\n> Shall we?\n');
});

test('the text part has the signature for plain text, where there is one; the HTML part has the other', () => {
  const sent = draftContent({ fields, files: [], ties, identity: null, textSignature: 'Mia, in plain words' });
  expect(sent.text).toBe('Hello\n\n-- \nMia, in plain words\n\nOn Monday Ana wrote:\n> Shall we?\n');
  expect(sent.html).toContain('<div>Mia</div><div>Harbour</div>');
});

test('the HTML part keeps empty lines and close signature lines, and marks the quote', () => {
  const { html } = draftContent({ fields, files: [], ties, identity: null });
  expect(html).toBe(
    `<p>Hello</p><p><br></p><div class="postern-signature"><div>Mia</div><div>Harbour</div></div><div class="postern-quoted">${fields.quoted?.html}</div>`,
  );
});

test('a plain message has no HTML part', () => {
  const content = draftContent({ fields: { ...fields, format: 'plain', text: 'Hi' }, files: [], ties, identity: null });
  expect([content.text, content.html]).toEqual(['Hi', null]);
});

test('only files that are uploaded go along, and thread fields are carried', () => {
  const content = draftContent({ fields, files: [file, { ...file, key: '2', state: 'uploading', blobId: null }], ties, identity: null });
  expect(content.attachments.map((one) => one.blobId)).toEqual(['B1']);
  expect([content.messageId, content.inReplyTo, content.references]).toEqual(['x@y', ['p@y'], ['o@y', 'p@y']]);
});

test('a picture goes along while it stands in the text; as a file where there is no HTML', () => {
  const picture: ComposerFile = { ...file, key: 'p', disposition: 'inline', cid: ownCid(), blobId: 'B2' };
  const foreign: ComposerFile = { ...file, key: 'q', disposition: 'inline', cid: 'of-a-forward@x', blobId: 'B3' };
  const sent = (html: string, format: 'rich' | 'plain' = 'rich') =>
    draftContent({ fields: { ...fields, html, format }, files: [picture, foreign], ties, identity: null }).attachments.map(
      ({ blobId, disposition }) => [blobId, disposition],
    );
  expect(sent(`<p><img src="cid:${picture.cid}"></p>`)).toEqual([
    ['B2', 'inline'],
    ['B3', 'inline'],
  ]);
  expect(sent(`<p><img src="cid:${encodeURIComponent(picture.cid ?? '')}"></p>`)).toEqual([
    ['B2', 'inline'],
    ['B3', 'inline'],
  ]);
  expect(sent('<p>Taken out again</p>')).toEqual([['B3', 'inline']]);
  expect(sent('', 'plain')).toEqual([
    ['B2', 'attachment'],
    ['B3', 'inline'],
  ]);
});

test('asks about a missing subject, a missing attachment and many open recipients', () => {
  const said = { ...fields, rich: { type: 'doc', content: [paragraph('See the attached plan')] } };
  expect(warningsOf(said, [])).toEqual([{ kind: 'attachment' }]);
  expect(warningsOf(said, [file])).toEqual([]);
  expect(warningsOf({ ...fields, subject: '  ' }, [])).toEqual([{ kind: 'subject' }]);
  const many = Array.from({ length: 20 }, (_, index) => ({ name: null, email: `p${index}@example.org`, isValid: true, typed: '' }));
  expect(warningsOf({ ...fields, to: many }, [])).toEqual([{ kind: 'many', count: 20 }]);
});

test.each([
  'I attach the plan',
  'Der Plan ist angehängt',
  'Im Anhang der Plan',
  'Le plan est en pièce jointe',
  'Veuillez trouver ci-joint le plan',
  'El plan va adjunto',
  'تجدون الخطة في المرفقات',
  'مرفق الخطة',
])('a file is missed where one is spoken of: %s', (text) => {
  expect(warningsOf({ ...fields, format: 'plain', text, quoted: null }, [])).toEqual([{ kind: 'attachment' }]);
});

test('a signature speaks of no file, what is written below it does', () => {
  const signed = 'Hello\n\n-- \nBob\nNo attachment is opened here\n';
  expect(warningsOf({ ...fields, format: 'plain', text: signed, quoted: null }, [])).toEqual([]);
  expect(warningsOf({ ...fields, format: 'plain', text: `${signed}\n> quoted\nSee the attachment`, quoted: null }, [])).toHaveLength(1);
  expect(warningsOf({ ...fields, format: 'plain', text: 'The attachmentless detachment', quoted: null }, [])).toEqual([]);
});

test('words of the quoted message are not one’s own: they ask for no attachment', () => {
  const quoted = { kind: 'reply' as const, html: '', text: 'X wrote:\n> the file is attached\n' };
  expect(warningsOf({ ...fields, quoted }, [])).toEqual([]);
  expect(warningsOf({ ...fields, format: 'plain', text: 'ok\n> the file is attached', quoted: null }, [])).toEqual([]);
});

test('a draft with nothing of one’s own is not worth keeping', () => {
  const first = { ...fields, to: [] };
  expect(isEmptyDraft(first, [], first)).toBe(true);
  expect(isEmptyDraft({ ...first, subject: 'x' }, [], first)).toBe(false);
  expect(isEmptyDraft(first, [file], first)).toBe(false);
  expect(isEmptyDraft(fields, [], first)).toBe(false);
});
