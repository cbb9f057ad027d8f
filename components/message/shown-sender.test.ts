import { expect, test } from 'vitest';
import { isRisky, middleCut, safeFileName } from './file-name.ts';
import { shownSender, visibleText } from './shown-sender.ts';
import { shownSize } from './shown-size.ts';

test('an honest name is shown as it is, one that repeats the address is left out', () => {
  expect(shownSender({ name: 'Ana Ruiz', email: 'ana@example.org' })).toEqual({
    name: 'Ana Ruiz',
    address: 'ana@example.org',
    isDoubtful: false,
  });
  expect(shownSender({ name: 'ANA@example.org', email: 'ana@example.org' })).toMatchObject({ name: null, isDoubtful: false });
  expect(shownSender({ name: '"Ruiz, Ana"', email: 'a@b.c' }).name).toBe('Ruiz, Ana');
  expect(shownSender({ name: 'Мария', email: 'a@b.c' }).isDoubtful).toBe(false);
});

test('a name with an address in it, direction or zero-width marks, or mixed scripts is doubtful', () => {
  for (const name of ['admin@bank.example', 'a\u202ebcd', '\u200bAdmin', 'P\u0430ypal', 'x\uff20y'])
    expect(shownSender({ name, email: 'evil@evil.example' }).isDoubtful).toBe(true);
  expect(shownSender({ name: 'a\u202ebcd\u2066', email: 'x@y.z' }).name).toBe('a bcd');
});

test('invisible text is no name', () => {
  expect(visibleText('\ufeff\u00ad\u200b')).toBe('');
  expect(shownSender({ name: '\u3164', email: 'x@y.z' }).name).toBeNull();
});

test('file names hide nothing', () => {
  expect(safeFileName('../../etc/passwd', 'f')).toBe('passwd');
  expect(safeFileName('a.pdf\u202efdp.exe', 'f')).toBe('a.pdf fdp.exe');
  expect(safeFileName('con.txt', 'f')).toBe('_con.txt');
  expect(safeFileName('.htaccess. ', 'f')).toBe('htaccess');
  expect(safeFileName('invoice.pdf                .exe', 'f')).toBe('invoice.pdf .exe');
  expect(safeFileName('a/b\\c:d*e?f"g<h>i|j', 'f')).toBe('c_d_e_f_g_h_i_j');
  expect(safeFileName(null, 'attachment')).toBe('attachment');
  expect(safeFileName('\u0000', 'attachment')).toBe('attachment');
});

test('the cut in the middle keeps the whole extension', () => {
  expect(middleCut('quarterly-report-of-the-harbour-house.xlsx', 24)).toMatch(/^quarterly.*….*\.xlsx$/);
  expect(middleCut('short.txt', 24)).toBe('short.txt');
  expect(isRisky('invoice.pdf .exe')).toBe(true);
  expect(isRisky('page.SVG')).toBe(true);
  expect(isRisky('report.pdf')).toBe(false);
  expect(shownSize(1_540_000, 'en')).toBe('1.5 MB');
  expect(shownSize(0, 'en')).toBe('0 bytes');
  expect(shownSize(175_000, 'fr').replace(/\s/u, ' ')).toBe('175 ko');
  expect(shownSize(2, 'ar-EG')).toBe('٢ بايت');
});
