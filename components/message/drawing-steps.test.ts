import { expect, test } from 'vitest';
import { drawingSteps } from './drawing-steps.ts';

test('a mail of usual length is drawn in one go', () => {
  expect(drawingSteps({ kind: 'text', text: 'x\n'.repeat(1000) })).toHaveLength(1);
  expect(drawingSteps({ kind: 'html', html: '<p>x' })).toHaveLength(1);
});

test('long text is cut between lines, and nothing of it is lost or changed', () => {
  const text = Array.from({ length: 20_000 }, (_, n) => `line ${n}`).join('\n');
  const steps = drawingSteps({ kind: 'text', text });
  expect(steps.length).toBeGreaterThan(2);
  expect(steps.map(({ isRest }) => isRest)).toEqual([false, ...Array(steps.length - 1).fill(true)]);
  expect(steps.map(({ source }) => (source.kind === 'text' ? source.text : '')).join('\n')).toBe(text);
});

test('one line without an end is cut all the same', () => {
  const steps = drawingSteps({ kind: 'text', text: 'x'.repeat(400_000) });
  expect(steps.map(({ source }) => (source.kind === 'text' ? source.text : '')).join('')).toBe('x'.repeat(400_000));
  expect(Math.max(...steps.map(({ source }) => (source.kind === 'text' ? source.text.length : 0)))).toBeLessThan(150_000);
});

test('of long HTML the beginning comes first, then all of it', () => {
  const html = '<p>x</p>'.repeat(40_000);
  const [first, whole, ...others] = drawingSteps({ kind: 'html', html });
  expect(first?.source.kind === 'html' && first.source.html.length).toBeLessThan(100_000);
  expect(whole).toEqual({ source: { kind: 'html', html }, isRest: false });
  expect(others).toEqual([]);
});
