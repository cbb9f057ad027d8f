import fc from 'fast-check';
import { expect, test } from 'vitest';
import { darkColour, luminanceOf, type Rgba, type Tone } from './dark-tone.ts';

const paper: Rgba = { r: 23, g: 24, b: 27, a: 1 };
const channel = fc.integer({ min: 0, max: 255 });
const colour = fc.record({ r: channel, g: channel, b: channel, a: fc.constant(1) });
const contrast = (one: Rgba, other: Rgba): number => {
  const [dark, light] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b) as [number, number];
  return (light + 0.05) / (dark + 0.05);
};
const grey = (value: number): Rgba => ({ r: value, g: value, b: value, a: 1 });

test('any ink can be read on any ground, whatever the mail made of both', () => {
  fc.assert(
    fc.property(colour, colour, (ink, ground) => {
      expect(contrast(darkColour(ink, 'ink', paper), darkColour(ground, 'ground', paper))).toBeGreaterThanOrEqual(4.5);
    }),
  );
});

test('mapping twice changes nothing', () => {
  fc.assert(
    fc.property(colour, fc.constantFrom<Tone>('ink', 'ground', 'line'), (given, tone) => {
      const once = darkColour(given, tone, paper);
      expect(darkColour(once, tone, paper)).toEqual(once);
    }),
  );
});

test('white is the paper; among greys the order is turned round; white on blue stays white on blue', () => {
  expect(darkColour(grey(255), 'ground', paper)).toEqual(paper);
  const inks = [0, 80, 130].map((value) => luminanceOf(darkColour(grey(value), 'ink', paper)));
  expect(inks).toEqual(inks.toSorted((a, b) => b - a));
  const grounds = [250, 240, 200].map((value) => luminanceOf(darkColour(grey(value), 'ground', paper)));
  expect(grounds).toEqual(grounds.toSorted((a, b) => a - b));
  const blue = { r: 26, g: 60, b: 150, a: 1 };
  expect(darkColour(blue, 'ground', paper)).toEqual(blue);
  expect(darkColour(grey(255), 'ink', paper)).toEqual(grey(255));
});
