export { FilesDialog } from './files-dialog.tsx';
export { SubscriptionsDialog } from './subscriptions-dialog.tsx';
