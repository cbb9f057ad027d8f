export { LabelDialog } from './label-dialog.tsx';
export { TagList } from './tag-list.tsx';
