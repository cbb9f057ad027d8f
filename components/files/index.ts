export { FilesDialog } from './files-dialog.tsx';
export { OverviewButtons } from './overview-buttons.tsx';
