import type { MenuItem } from '#components/ui/index.ts';
import {
  type Account,
  createFolders,
  deleteFolder,
  errorText,
  type Folders,
  go,
  mailClient,
  showToast,
  t,
  wantExport,
} from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import { isMailError, type MailboxId } from '#lib/mail/index.ts';
import type { FolderQuestion } from './folder-dialog.tsx';
import { type FolderDeeds, folderMenuItems, folderRoleItems } from './folder-menu.ts';
import { mailboxName } from './mailbox-name.ts';

export type OpenMenu = {
  shows: 'deeds' | 'roles';
  mailbox: Mailbox;
  at: HTMLElement | { x: number; y: number };
  /** see `Folders.deletedCount`; null until it came */
  deletedCount: number | null;
};

type Asking = {
  account: Account;
  currentId: MailboxId | null;
  ask: (question: FolderQuestion) => void;
  chooseRole: (mailbox: Mailbox) => void;
};

/** What can be done with the folders of an account, by menu, key and pointer. Comes when it is first asked for. */
export type FolderActs = {
  folders: Folders;
  deeds: FolderDeeds;
  move(id: MailboxId, parentId: MailboxId | null): void;
  itemsOf(menu: OpenMenu): MenuItem[];
};

export function folderActs({ account, currentId, ask, chooseRole }: Asking): FolderActs {
  const folders = createFolders(account);
  function failed(error: unknown): void {
    if (!isMailError(error)) throw error;
    showToast({ id: 'folder', kind: 'error', text: t('action.failed'), detail: errorText(error) });
  }
  /** Does it now and says what came of it. */
  function act(deed: Promise<unknown>, done: string): void {
    deed.then(() => showToast({ id: 'folder', kind: 'success', text: done }), failed);
  }
  const deeds: FolderDeeds = {
    create: (parentId) => ask({ ask: 'create', parentId }),
    rename: (mailbox) => ask({ ask: 'rename', mailbox }),
    moveTo: (mailbox) => ask({ ask: 'move', mailbox }),
    remove(mailbox) {
      const wasOpen = mailbox.id === currentId;
      const open = (mailboxId: MailboxId | null) => go({ accountId: account.id, mailboxId, threadId: null, search: null });
      deleteFolder(account, mailClient().undoStack, {
        mailbox,
        name: mailboxName(mailbox),
        onGone: () => wasOpen && open(null),
        onBack: () => wasOpen && open(mailbox.id),
      });
    },
    empty: (mailbox) => ask({ ask: 'empty', mailbox }),
    compact: (mailbox, count) => ask({ ask: 'compact', mailbox, count }),
    markAllRead(mailbox) {
      folders
        .markAllRead(mailbox.id)
        .then((count) => showToast({ id: 'folder', kind: 'success', text: t('folder.readAll', { count }) }), failed);
    },
    export(mailbox) {
      const emails = { filter: { inMailbox: mailbox.id } };
      wantExport({ parts: [{ account, emails }], name: mailboxName(mailbox), count: null });
    },
    subscribe: (mailbox, isSubscribed) =>
      act(
        folders.change(mailbox.id, { isSubscribed }),
        t(isSubscribed ? 'folder.nowSubscribed' : 'folder.notSubscribed', { name: mailboxName(mailbox) }),
      ),
    chooseRole,
    giveRole(mailbox, role) {
      const use = role === null ? '' : mailboxName({ ...mailbox, role });
      const done = role === null ? t('folder.usedPlain', { name: mailbox.name }) : t('folder.used', { name: mailbox.name, use });
      act(folders.change(mailbox.id, { role }), done);
    },
  };
  return {
    folders,
    deeds,
    move(id, parentId) {
      const name = account.cache.mailbox(id)?.name ?? '';
      act(folders.change(id, { parentId }), t('folder.moved', { name }));
    },
    itemsOf({ shows, mailbox, deletedCount }) {
      const now = account.cache.mailbox(mailbox.id) ?? mailbox;
      return shows === 'roles' ? folderRoleItems(now, deeds) : folderMenuItems(now, deeds, deletedCount);
    },
  };
}
