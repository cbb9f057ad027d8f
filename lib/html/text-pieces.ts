/** Longer text is not drawn in one go: its beginning is read while the rest comes. */
const mostAtOnce = 150_000;
const textPiece = 64_000;

/** Text cut between lines, so that drawing one piece takes no longer than anybody notices. Joined by line ends they are the text. */
export function textPieces(text: string): string[] {
  if (text.length <= mostAtOnce) return [text];
  const pieces: string[] = [];
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at + textPiece);
    // A line without an end is cut where it is.
    const end = newline < 0 || newline > at + 2 * textPiece ? Math.min(text.length, at + 2 * textPiece) : newline;
    pieces.push(text.slice(at, end));
    at = text[end] === '\n' ? end + 1 : end;
  }
  return pieces;
}
