import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';

import { ServerWishes } from './server-wishes.tsx';

const shown = (wishes: { expireDays?: number | 'never'; loginDelaySeconds?: number }, intervalMinutes = 10): string => {
  const maildrop = { expireDays: null, loginDelaySeconds: null, nextCheckAt: null, headersOnly: 0, lost: 0, ...wishes };
  return renderToStaticMarkup(<ServerWishes maildrop={maildrop} intervalMinutes={intervalMinutes} />);
};

test.each([
  [60, 'Your provider removes messages from its server by itself: after 60 days. Other devices find them no longer than that.'],
  [1, 'by itself: after 1 day.'],
  [0, 'by itself: as soon as they were fetched.'],
] as const)('P9: a server that removes mail after %d days by itself is warned of', (expireDays, words) => {
  expect(shown({ expireDays })).toContain(words);
});

test('P9: nothing is said where the server keeps mail for ever, or does not say', () => {
  expect(shown({ expireDays: 'never' })).toBe('');
  expect(shown({})).toBe('');
  expect(renderToStaticMarkup(<ServerWishes maildrop={null} intervalMinutes={10} />)).toBe('');
});

test('P6: a server that wants to be asked more seldom than the person chose is told of, with the time that counts', () => {
  expect(shown({ loginDelaySeconds: 901 })).toContain('every 16 minutes at most');
  expect(shown({ loginDelaySeconds: 60 }, 0.5)).toContain('every 1 minute at most');
  expect(shown({ loginDelaySeconds: 600 })).toBe('');
});
