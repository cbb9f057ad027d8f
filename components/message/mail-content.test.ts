import { expect, test } from 'vitest';
import { type ContentPart, isNotShown } from './mail-content.ts';

test('I23: text that the server does not give is told from text that is cut', () => {
  const part = (text: string, isTruncated: boolean): ContentPart => ({
    kind: 'mail',
    key: '1',
    source: { kind: 'text', text },
    isTruncated,
    isEncodingProblem: false,
  });
  expect(isNotShown(part('', true))).toBe(true);
  expect(isNotShown(part('The first of', true))).toBe(false);
  expect(isNotShown(part('All of it', false))).toBe(false);
});
