import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flagFromKeyword, isKeyword, keywordFromFlag } from './keyword.ts';
import { isTagKeyword, keywordForTag, tagFromKeyword } from './tag.ts';

const free = () => false;

describe('keywordForTag', () => {
  test.each([
    ['Work', 'work'],
    ['To do', 'to_do'],
    ['Q3 / Q4 (draft)', 'q3_q4_draft'],
    ['Müller', 'muller'],
    ['Straße', 'strasse'],
    ['v1.2', 'v1.2'],
    ['$Junk', 'junk_2'],
    ['Junk', 'junk_2'],
    ['\\Seen', 'seen_2'],
  ])('%s becomes %s', (name, keyword) => {
    expect(keywordForTag(name, free)).toBe(keyword);
  });

  test('a name in another script gets an ASCII keyword of its own', () => {
    const [one, two] = [keywordForTag('重要', free), keywordForTag('仕事', free)];
    expect(one).toMatch(/^tag_[a-z0-9]+$/);
    expect(two).not.toBe(one);
    expect(keywordForTag('重要', free)).toBe(one);
  });

  test('a keyword that stands for another tag is not given again', () => {
    expect(keywordForTag('Work', (keyword) => keyword === 'work' || keyword === 'work_2')).toBe('work_3');
  });

  test('RFC 9051 §9: whatever the name, an atom of at most 64 octets that survives the wire and is no mark of a program', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const keyword = keywordForTag(name, free);
        expect(Buffer.byteLength(keyword)).toBeLessThanOrEqual(64);
        expect(isKeyword(keyword)).toBe(true);
        expect(keyword).toMatch(/^[a-z0-9._-]+$/);
        expect(keywordFromFlag(flagFromKeyword(keyword))).toBe(keyword);
        expect(isTagKeyword(keyword)).toBe(true);
      }),
    );
  });
});

test('C6: marks of programs are no tags, the words of people are', () => {
  for (const mark of [
    '$junk',
    '$notjunk',
    '$forwarded',
    '$mdnsent',
    '$phishing',
    '$istrusted',
    '$hasattachment',
    'nonjunk',
    'junk',
    'dtag01',
  ])
    expect(isTagKeyword(mark)).toBe(false);
  for (const word of ['work', '$label1', 'projekt-x', 'todo!']) expect(isTagKeyword(word)).toBe(true);
});

test('a keyword of another program has a readable name', () => {
  expect(tagFromKeyword('$label4')).toEqual({ name: 'To Do', colour: 'blue' });
  expect(tagFromKeyword('to_do-list')).toEqual({ name: 'To do list', colour: 'grey' });
  expect(tagFromKeyword('__')).toEqual({ name: '__', colour: 'grey' });
});
