import type { MailSource } from '#lib/html/index.ts';

/** Longer mail is not drawn in one go: its beginning is read while the rest comes. */
const mostAtOnce = 150_000;
const beginning = 60_000;
const textPiece = 64_000;

/** One go of drawing. `isRest`: it goes on below what stands there; else it takes its place. */
export type DrawingStep = { source: MailSource; isRest: boolean };

/**
 * How a mail is drawn so that the page never stands still: text piece by piece, cut between lines; of long HTML the beginning first and then
 * all of it, since only the whole can be parsed as what it is.
 */
export function drawingSteps(source: MailSource): DrawingStep[] {
  const whole = { source, isRest: false };
  if (source.kind === 'html')
    return source.html.length <= mostAtOnce
      ? [whole]
      : [{ source: { kind: 'html', html: source.html.slice(0, beginning) }, isRest: false }, whole];
  if (source.text.length <= mostAtOnce) return [whole];
  const steps: DrawingStep[] = [];
  for (let at = 0; at < source.text.length; ) {
    const newline = source.text.indexOf('\n', at + textPiece);
    // A line without an end is cut where it is.
    const end = newline < 0 || newline > at + 2 * textPiece ? Math.min(source.text.length, at + 2 * textPiece) : newline;
    steps.push({ source: { kind: 'text', text: source.text.slice(at, end) }, isRest: at > 0 });
    at = source.text[end] === '\n' ? end + 1 : end;
  }
  return steps;
}
