export type Table = { rows: string[][]; isCut: boolean };

const maxRows = 1000;
const maxColumns = 60;
const maxCellChars = 2000;

/** Rows of a CSV (RFC 4180), semicolon or tab separated file: quotes, doubled quotes, line breaks in quotes. Linear; beyond the bounds it is cut. */
export function parseDelimited(text: string): Table {
  const separator = separatorOf(text);
  const rows: string[][] = [];
  let [row, from, isCut]: [string[], number, boolean] = [[], 0, false];
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const put = (cell: string): void => {
    if (row.length < maxColumns) row.push(cell.slice(0, maxCellChars));
    else isCut = true;
  };
  let at = 0;
  while (at < source.length) {
    if (rows.length >= maxRows) return { rows, isCut: true };
    if (source[at] === '"' && at === from) {
      const { cell, end } = quotedCell(source, at);
      // what stands behind the closing quote belongs to the cell, as spreadsheets read it
      let next = end;
      while (next < source.length && source[next] !== separator && source[next] !== '\n' && source[next] !== '\r') next += 1;
      put(cell + source.slice(end, next));
      at = next;
    } else {
      while (at < source.length && source[at] !== separator && source[at] !== '\n' && source[at] !== '\r') at += 1;
      put(source.slice(from, at));
    }
    if (at >= source.length) break;
    if (source[at] === separator) {
      at += 1;
      from = at;
      if (at === source.length) put('');
      continue;
    }
    at += source[at] === '\r' && source[at + 1] === '\n' ? 2 : 1;
    from = at;
    rows.push(row);
    row = [];
  }
  if (row.length > 0) rows.push(row);
  return { rows, isCut };
}

/** The one that is most frequent in the first line, quotes left out. */
function separatorOf(text: string): string {
  const line =
    text
      .slice(0, 5000)
      .replace(/"[^"]*"/g, '')
      .split(/[\r\n]/, 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((separator) => ({ separator, count: line.split(separator).length }));
  return counts.reduce((best, each) => (each.count > best.count ? each : best)).separator;
}

function quotedCell(source: string, start: number): { cell: string; end: number } {
  const chunks: string[] = [];
  let at = start + 1;
  for (;;) {
    const close = source.indexOf('"', at);
    if (close < 0) return { cell: chunks.join('') + source.slice(at), end: source.length };
    chunks.push(source.slice(at, close));
    if (source[close + 1] !== '"') return { cell: chunks.join(''), end: close + 1 };
    chunks.push('"');
    at = close + 2;
  }
}
