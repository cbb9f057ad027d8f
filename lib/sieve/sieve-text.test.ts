import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noVacation } from '#lib/mail/index.ts';
import { SieveLineReader } from './sieve-tokens.ts';
import { answersItself, splitRequires } from './split-requires.ts';
import { readRecord, recordLines } from './vacation-record.ts';
import { vacationScript } from './vacation-script.ts';

describe('responses', () => {
  const wire = Buffer.from('"a \\"b\\" \\\\" ACTIVE\r\n{7}\r\nx\r\n"y\r\n rest\r\nNO (QUOTA/MAXSIZE {2+}\r\nzz) "ü"\r\n');
  test('are the same at every chunk border', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 60 }), (sizes) => {
        const reader = new SieveLineReader();
        const lines = [];
        for (let at = 0, turn = 0; at < wire.length; turn += 1) {
          const size = sizes[turn % sizes.length]!;
          reader.push(wire.subarray(at, at + size));
          at += size;
          for (let line = reader.next(); line !== null; line = reader.next()) lines.push(line.map(({ text }) => text));
        }
        expect(lines).toEqual([
          ['a "b" \\', 'ACTIVE'],
          ['x\r\n"y\r\n', 'rest'],
          ['NO', '(', 'QUOTA/MAXSIZE', 'zz', ')', 'ü'],
        ]);
      }),
    );
  });
  test('without an end are given up', () => {
    const reader = new SieveLineReader();
    reader.push(Buffer.alloc(70_000, 'a'));
    expect(() => reader.next()).toThrow();
  });
});

describe('scripts', () => {
  test('requires end where the first other command begins, whatever comments and strings say', () => {
    const head = '# require "x";\r\n/* ; */ require ["a;", "b\\"];"]\r\n ; REQUIRE text:\r\nnot; the end\r\n.\r\n;';
    expect(splitRequires(`${head}\r\nrequired;`)).toEqual({ head, rest: '\r\nrequired;' });
    expect(splitRequires('keep;')).toEqual({ head: '', rest: 'keep;' });
    for (const broken of ['require', 'require "', '/*', 'require text:\r\n', '"', 'require "x" /*'])
      expect(`${splitRequires(broken).head}${splitRequires(broken).rest}`).toBe(broken);
  });
  test('vacation is a command, not a word in a string or comment', () => {
    for (const script of ['vacation "x";', 'if true {\r\n Vacation :days 3 "x"; }', 'require "vacation";vacation text:\r\na\r\n.\r\n;'])
      expect(answersItself(script)).toBe(true);
    for (const script of [
      'require "vacation";',
      '# vacation "x";',
      '/* vacation */ keep;',
      'redirect text:\r\nvacation\r\n.\r\n;',
      'set "vacation" "x";',
    ])
      expect(answersItself(script)).toBe(false);
  });
  test('time grows with the length of the script, not faster', () => {
    for (const piece of ['"', '/*', 'text:\r\n', '\\', 'require ', 'a:', '#']) {
      expect(typeof answersItself(piece.repeat(200_000))).toBe('boolean');
      expect(splitRequires(piece.repeat(100_000)).rest.length).toBeGreaterThanOrEqual(0);
    }
  });
  test('what our script knows of itself is read back', () => {
    const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 300 }));
    const ms = fc.option(fc.integer({ min: 0, max: 4e12 }));
    const some = fc.record({ isEnabled: fc.boolean(), fromMs: ms, toMs: ms, subject: text, textBody: text, htmlBody: text });
    fc.assert(
      fc.property(some, fc.option(fc.string({ minLength: 1, maxLength: 40 })), (vacation, name) => {
        const underlying = name === null ? null : { name, copy: null };
        const script = vacationScript(vacation, underlying, { addresses: ['a@b.c'], defaultText: 'x' });
        expect(readRecord(script)).toEqual({ vacation, underlying: name === null ? null : { name, hash: null } });
      }),
    );
  });
  test('a script of somebody else is not ours, one that was edited is off', () => {
    expect(readRecord('require "vacation";\r\nvacation "x";')).toBeNull();
    const edited = recordLines({ vacation: { ...noVacation, isEnabled: true }, underlying: null }).replace('#=', '#=e');
    expect(readRecord(edited)).toMatchObject({ vacation: { isEnabled: false } });
    for (const json of ['null', '[]', '{"isEnabled":1,"fromMs":"x","subject":5}', '7', '{"toMs":1e300,"underlying":"x"}']) {
      const lines = `# postern-out-of-office: 1\r\n#=${Buffer.from(json).toString('base64')}\r\n`;
      expect(readRecord(lines)).toEqual({ vacation: noVacation, underlying: null });
    }
  });
});
