export { OutboxDialog } from './outbox-dialog.tsx';
