import { type Editor, type JSONContent, Node } from '@tiptap/react';

/** A table of cells without spans: what a letter needs, and what every mail program draws. Styles stand in the elements, since mail has no style sheets. */
const Table = Node.create({
  name: 'table',
  group: 'block',
  content: 'tableRow+',
  isolating: true,
  parseHTML: () => [{ tag: 'table' }],
  renderHTML: () => ['table', { style: 'border-collapse: collapse' }, ['tbody', 0]],
  addKeyboardShortcuts: () => ({
    // biome-ignore lint/correctness/noComponentHookFactories: the name of a key
    Tab: ({ editor }) => moveTo(editor, 1),
    'Shift-Tab': ({ editor }) => moveTo(editor, -1),
  }),
});
const TableRow = Node.create({
  name: 'tableRow',
  content: 'tableCell+',
  parseHTML: () => [{ tag: 'tr' }],
  renderHTML: () => ['tr', 0],
});
const TableCell = Node.create({
  name: 'tableCell',
  content: 'block+',
  isolating: true,
  parseHTML: () => [{ tag: 'td' }, { tag: 'th' }],
  renderHTML: () => ['td', { style: 'border: 1px solid #8a94a6; padding: 4px 8px; vertical-align: top' }, 0],
});
export const tableNodes = [Table, TableRow, TableCell];

type Cell = { type: 'tableCell'; content: JSONContent[] };
type Row = { type: 'tableRow'; content: Cell[] };
type Place = { from: number; to: number; rows: Row[]; row: number; column: number };
export type TableChange = 'row' | 'column' | 'without-row' | 'without-column' | 'without';

const emptyCell = (): Cell => ({ type: 'tableCell', content: [{ type: 'paragraph' }] });
const emptyRow = (columns: number): Row => ({ type: 'tableRow', content: Array.from({ length: columns }, emptyCell) });
const columnsOf = (rows: readonly Row[]): number => Math.max(1, ...rows.map((row) => row.content.length));

/** Where in a table the cursor is; null: in none. */
function placeOf(editor: Editor): Place | null {
  const { $from } = editor.state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const table = $from.node(depth);
    if (table.type.name !== 'table') continue;
    const from = $from.before(depth);
    const { content } = table.toJSON() as { content: Row[] };
    return { from, to: from + table.nodeSize, rows: content, row: $from.index(depth), column: $from.index(depth + 1) };
  }
  return null;
}

/** The cursor into a cell; the nearest there is. */
function select(editor: Editor, from: number, row: number, column: number): boolean {
  const table = editor.state.doc.nodeAt(from);
  if (table === null || table.type.name !== 'table') return false;
  const rowIndex = Math.max(0, Math.min(row, table.childCount - 1));
  let at = from + 1;
  for (let index = 0; index < rowIndex; index += 1) at += table.child(index).nodeSize;
  const line = table.child(rowIndex);
  const columnIndex = Math.max(0, Math.min(column, line.childCount - 1));
  at += 1;
  for (let index = 0; index < columnIndex; index += 1) at += line.child(index).nodeSize;
  return editor
    .chain()
    .focus()
    .setTextSelection(at + 2)
    .run();
}

/** To the next or the last cell; behind the last one there is always another row. False outside of tables. */
function moveTo(editor: Editor, step: 1 | -1): boolean {
  const place = placeOf(editor);
  if (place === null) return false;
  const { rows, row, column } = place;
  const last = (rows[row]?.content.length ?? 1) - 1;
  if (step === 1 && column < last) return select(editor, place.from, row, column + 1);
  if (step === -1 && column > 0) return select(editor, place.from, row, column - 1);
  if (step === -1) return select(editor, place.from, row - 1, row === 0 ? 0 : Number.MAX_SAFE_INTEGER);
  return row + 1 < rows.length ? select(editor, place.from, row + 1, 0) : changeTable(editor, 'row');
}

export const isInTable = (editor: Editor): boolean => placeOf(editor) !== null;

/** Three by three, with a line to go on behind it. */
export function insertTable(editor: Editor): void {
  const { from } = editor.state.selection;
  const rows = Array.from({ length: 3 }, () => emptyRow(3));
  editor
    .chain()
    .focus()
    .insertContent([{ type: 'table', content: rows }, { type: 'paragraph' }])
    .run();
  let made = -1;
  editor.state.doc.descendants((node, at) => {
    if (made < 0 && node.type.name === 'table' && at >= from - 1) made = at;
    return made < 0;
  });
  if (made >= 0) select(editor, made, 0, 0);
}

/** @returns false outside of tables */
export function changeTable(editor: Editor, change: TableChange): boolean {
  const place = placeOf(editor);
  if (place === null) return false;
  const { rows, row, column, from, to } = place;
  const range = { from, to };
  if (change === 'without' || (change === 'without-row' && rows.length === 1) || (change === 'without-column' && columnsOf(rows) === 1))
    return editor.chain().focus().deleteRange(range).run();
  const next = changed(rows, change, row, column);
  editor.chain().focus().insertContentAt(range, { type: 'table', content: next }).run();
  if (change === 'row') return select(editor, from, row + 1, 0);
  return select(editor, from, row, change === 'column' ? column + 1 : column);
}

function changed(rows: readonly Row[], change: TableChange, row: number, column: number): Row[] {
  if (change === 'row') return [...rows.slice(0, row + 1), emptyRow(columnsOf(rows)), ...rows.slice(row + 1)];
  if (change === 'without-row') return rows.filter((_, index) => index !== row);
  return rows.map((line) => {
    const { content } = line;
    if (change === 'column') return { ...line, content: [...content.slice(0, column + 1), emptyCell(), ...content.slice(column + 1)] };
    const rest = content.filter((_, index) => index !== column);
    return { ...line, content: rest.length > 0 ? rest : [emptyCell()] };
  });
}
