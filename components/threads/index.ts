export { ListHead } from './list-head.tsx';
export type { Cursor, ListSelection } from './list-selection.ts';
export { createListSelection } from './list-selection.ts';
export { SearchBox, searchBoxId } from './search-box.tsx';
export { ThreadGrid } from './thread-grid.tsx';
export type { RowAccount, RowActions } from './thread-row.tsx';
export { useDateGroups } from './use-date-groups.ts';
