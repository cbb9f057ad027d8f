import type { EmailId } from '#lib/mail/index.ts';

/**
 * How far the rows that a person looks at stand in an answer from where they stood, by the first of them that is in it.
 *
 * @returns null: none of them is in it
 */
export function rowsMoved(
  rows: readonly (EmailId | undefined)[],
  first: number,
  last: number,
  answer: { position: number; ids: readonly EmailId[] },
): { row: number; moved: number } | null {
  const places = new Map(answer.ids.map((id, index) => [id, answer.position + index]));
  for (let row = first; row <= last; row += 1) {
    const id = rows[row];
    const place = id === undefined ? undefined : places.get(id);
    if (place !== undefined) return { row, moved: place - row };
  }
  return null;
}

/** The rows after all but some of them moved. */
export function rowsAfter(rows: readonly (EmailId | undefined)[], moved: number, stays: (row: number) => boolean): (EmailId | undefined)[] {
  const next: (EmailId | undefined)[] = [];
  rows.forEach((id, row) => {
    const at = stays(row) ? row : row + moved;
    if (at >= 0) next[at] ??= id;
  });
  return next;
}
