export { conversationsDragType } from './folder-tree.tsx';
export { mailboxIcon } from './mailbox-icon.ts';
export { mailboxName } from './mailbox-name.ts';
export { mailboxTree } from './mailbox-tree.ts';
export { ManagedFolders } from './managed-folders.tsx';
