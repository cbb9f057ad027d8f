import { describe, expect, test } from 'vitest';
import { enoughPullPx, enoughPx, movesAs, pulledPx, towardsOf } from './swipe-track.ts';

describe('a finger in the list', () => {
  test('that trembles does nothing, sideways it moves the row, and everything between scrolls', () => {
    expect(movesAs(4, -5)).toBe('still');
    expect(movesAs(-20, 3)).toBe('aside');
    expect(movesAs(20, 18)).toBe('along');
    expect(movesAs(3, 40)).toBe('along');
  });

  test('goes towards the start on the left, and on the right where the line begins there', () => {
    expect([towardsOf(-30, false), towardsOf(30, false)]).toEqual(['start', 'end']);
    expect([towardsOf(-30, true), towardsOf(30, true)]).toEqual(['end', 'start']);
  });

  test('has a way to go that a phone has room for and a tablet does not make long', () => {
    expect(enoughPx(200)).toBe(72);
    expect(enoughPx(390)).toBeGreaterThan(100);
    expect(enoughPx(1024)).toBe(128);
  });

  test('pulls ever harder, and far enough within reach of a thumb', () => {
    expect(pulledPx(-20)).toBe(0);
    expect(pulledPx(200) - pulledPx(150)).toBeLessThan(pulledPx(50));
    expect(pulledPx(160)).toBeGreaterThan(enoughPullPx);
    expect(pulledPx(5_000)).toBeLessThanOrEqual(112);
  });
});
