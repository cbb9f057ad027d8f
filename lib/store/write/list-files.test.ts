import { afterEach, beforeEach, expect, test } from 'vitest';
import type { FileKind, MailFilter, MessagePart } from '#lib/mail/index.ts';
import { type BareStore, openBareStore } from '../testing/bare-store.ts';
import { address, syncedMessage, withFiles } from '../testing/store-content.ts';
import { destroyEmails } from './change-emails.ts';
import { fileNames, listFiles } from './list-files.ts';

let bare: BareStore;
beforeEach(async () => {
  bare = await openBareStore();
});
afterEach(async () => {
  expect(await bare.close()).toEqual([]);
});

const named = (text: string): MailFilter => ({ op: 'file-name', text });
const by = (...addresses: string[]): MailFilter => ({ op: 'sender', addresses });
const list = (most: number): boolean => bare.write((transaction) => listFiles(transaction, most));
const rows = (): number => bare.db.get<{ n: number }>('select (select count(*) from email_sender) + (select count(*) from file_name) n')!.n;

test('filename: and sender find what is not noted yet as what is, at every step between', () => {
  const [report, photo, plain] = bare.pass([
    syncedMessage(1, 'a', { ...withFiles('Quarterly Report (2026).PDF', 'Übersicht.xlsx'), from: [address('Ann@A.example')] }),
    syncedMessage(2, 'b', { ...withFiles('photo.jpg'), from: [address('bob@b.example')] }),
    syncedMessage(3, 'c', { subject: 'report.pdf', from: null }),
  ]);
  for (const noted of [0, 2, 3]) {
    expect(rows(), `after ${noted}`).toBe([0, 0, 4, 4][noted]);
    for (const text of ['report', 'REPORT (2026)', '.pdf', 'ubersicht', 'Übersicht.XLSX'])
      expect(bare.find(named(text)), `${text} after ${noted}`).toEqual([report]);
    expect(bare.find(named('photo'))).toEqual([photo]);
    for (const text of ['', '  ', 'plain', '%', '_']) expect(bare.find(named(text))).toEqual([]);
    expect(bare.find(by('ann@a.example'))).toEqual([report]);
    expect(bare.find(by('ANN@A.EXAMPLE', 'bob@b.example', 'nobody@c.example')).toSorted()).toEqual([report, photo].toSorted());
    expect(bare.find(by())).toEqual([]);
    expect(bare.find({ op: 'not', terms: [by('ann@a.example'), named('photo')] })).toEqual([plain]);
    list(noted === 0 ? 2 : 1);
  }
  expect(list(10)).toBe(false);
});

test('kinds of files are found in what is noted and in what is not; a body is no document', () => {
  const typed = (type: string): MessagePart => ({ ...(withFiles('x').structure?.subParts?.[1] as MessagePart), type, name: null });
  const structure = withFiles().structure as MessagePart;
  const [pdf, photo, text, plain] = bare.pass([
    syncedMessage(1, 'a', withFiles('Report.PDF', 'table.xlsx')),
    syncedMessage(2, 'b', {
      hasAttachment: true,
      structure: { ...structure, subParts: [...(structure.subParts ?? []), typed('image/png')] },
    }),
    syncedMessage(3, 'c', {
      hasAttachment: true,
      structure: { ...structure, subParts: [...(structure.subParts ?? []), typed('text/plain')] },
    }),
    syncedMessage(4, 'd'),
  ]);
  const kinds = (...wanted: FileKind[]) => bare.find({ op: 'file-kind', kinds: wanted });
  for (const noted of [0, 2, 4]) {
    expect(kinds('pdf'), `after ${noted}`).toEqual([pdf]);
    expect(kinds('image')).toEqual([photo]);
    expect(kinds('document')).toEqual([text]);
    expect(kinds('sheet', 'image').toSorted()).toEqual([pdf, photo].toSorted());
    expect(kinds('video')).toEqual([]);
    expect(kinds()).toEqual([]);
    list(2);
  }
  expect(bare.find({ op: 'not', terms: [{ op: 'file-kind', kinds: ['pdf', 'image', 'document'] }] })).toEqual([plain]);
});

test('what is destroyed leaves nothing behind', () => {
  const ids = bare.pass([syncedMessage(1, 'a', withFiles('a.txt')), syncedMessage(2, 'b')]);
  while (list(10));
  expect(rows()).toBe(3);
  bare.write((transaction) => destroyEmails(transaction, bare.t.accountId, ids));
  bare.pass([], [{ from: 1, to: 2 }]);
  expect(bare.db.get<{ n: number }>('select count(*) n from email')!.n).toBe(0);
  expect(rows()).toBe(0);
});

test('names of a hostile structure are bounded', () => {
  const { structure } = withFiles('x'.repeat(100_000), 'second');
  expect(fileNames(structure).length).toBe(32_000);
  let deep = structure as MessagePart;
  for (let depth = 0; depth < 5_000; depth += 1) deep = { ...deep, name: `n${depth}`, subParts: [deep] };
  expect(fileNames(deep).split('\n').length).toBe(500);
  expect(fileNames(null)).toBe('');
  expect(fileNames(withFiles('two\nlines').structure)).toBe('two lines');
});
