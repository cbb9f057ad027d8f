import { lazy, Suspense, useMemo, useState } from 'react';
import { MenuList } from '#components/ui/index.ts';
import { type Account, createFolders, deleteFolder, errorText, go, mailClient, showToast, t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import { isMailError, type MailboxId } from '#lib/mail/index.ts';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { FolderQuestion } from './folder-dialog.tsx';
import { type FolderDeeds, folderMenuItems, folderRoleItems, mayMoveFolder } from './folder-menu.ts';
import { type FolderManage, FolderTree } from './folder-tree.tsx';
import { mailboxName } from './mailbox-name.ts';

// No part of the first load (performance.md).
const FolderDialog = lazy(async () => ({ default: (await untilItComes(() => import('./folder-dialog.tsx'))).FolderDialog }));

type ManagedFoldersProps = {
  account: Account;
  currentId: MailboxId | null;
  isNarrow: boolean;
  hrefOf: (id: MailboxId) => string;
  onOpen: (id: MailboxId) => void;
};

type OpenMenu = {
  shows: 'deeds' | 'roles';
  mailbox: Mailbox;
  at: HTMLElement | { x: number; y: number };
  /** see `Folders.deletedCount`; null until it came */
  deletedCount: number | null;
};

/** The folder tree with everything that can be done to folders. */
export function ManagedFolders({ account, currentId, ...rest }: ManagedFoldersProps) {
  const [menu, setMenu] = useState<OpenMenu | null>(null);
  const [question, setQuestion] = useState<FolderQuestion | null>(null);
  const folders = useMemo(() => createFolders(account), [account]);
  const mailboxes = account.cache.mailboxes();

  /** Does it now and says what came of it. */
  function act(deed: Promise<unknown>, done: string): void {
    deed.then(
      () => showToast({ id: 'folder', kind: 'success', text: done }),
      (error: unknown) => {
        if (!isMailError(error)) throw error;
        showToast({ id: 'folder', kind: 'error', text: t('action.failed'), detail: errorText(error) });
      },
    );
  }
  function openMenu(mailbox: Mailbox, at: OpenMenu['at']): void {
    const opened: OpenMenu = { shows: 'deeds', mailbox, at, deletedCount: null };
    setMenu(opened);
    if (!mailbox.myRights.mayRemoveItems) return;
    folders.deletedCount(mailbox.id).then(
      (deletedCount) => setMenu((now) => (now === opened ? { ...opened, deletedCount } : now)),
      // The menu is complete without it while the mail server cannot be asked.
      () => undefined,
    );
  }
  const deeds: FolderDeeds = {
    create: (parentId) => setQuestion({ ask: 'create', parentId }),
    rename: (mailbox) => setQuestion({ ask: 'rename', mailbox }),
    moveTo: (mailbox) => setQuestion({ ask: 'move', mailbox }),
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
    empty: (mailbox) => setQuestion({ ask: 'empty', mailbox }),
    compact: (mailbox, count) => setQuestion({ ask: 'compact', mailbox, count }),
    markAllRead(mailbox) {
      folders.markAllRead(mailbox.id).then(
        (count) => showToast({ id: 'folder', kind: 'success', text: t('folder.readAll', { count }) }),
        (error: unknown) => {
          if (!isMailError(error)) throw error;
          showToast({ id: 'folder', kind: 'error', text: t('action.failed'), detail: errorText(error) });
        },
      );
    },
    subscribe: (mailbox, isSubscribed) =>
      act(
        folders.change(mailbox.id, { isSubscribed }),
        t(isSubscribed ? 'folder.nowSubscribed' : 'folder.notSubscribed', { name: mailboxName(mailbox) }),
      ),
    chooseRole(mailbox) {
      // The first menu has just been closed by the choice.
      if (menu !== null) setMenu({ ...menu, shows: 'roles', mailbox });
    },
    giveRole(mailbox, role) {
      const use = role === null ? '' : mailboxName({ ...mailbox, role });
      const done = role === null ? t('folder.usedPlain', { name: mailbox.name }) : t('folder.used', { name: mailbox.name, use });
      act(folders.change(mailbox.id, { role }), done);
    },
  };
  const manage: FolderManage | null = account.isReadOnly
    ? null
    : {
        ...deeds,
        openMenu,
        mayMove: (id, to) => mayMoveFolder(mailboxes ?? [], id, to),
        move(id, parentId) {
          const name = account.cache.mailbox(id)?.name ?? '';
          act(folders.change(id, { parentId }), t('folder.moved', { name }));
        },
      };
  function itemsOf({ shows, mailbox, deletedCount }: OpenMenu) {
    const now = account.cache.mailbox(mailbox.id) ?? mailbox;
    return shows === 'roles' ? folderRoleItems(now, deeds) : folderMenuItems(now, deeds, deletedCount);
  }
  return (
    <>
      <FolderTree mailboxes={mailboxes} currentId={currentId} manage={manage} {...rest} />
      {menu === null ? null : (
        <MenuList
          label={t('folder.menu', { name: mailboxName(menu.mailbox) })}
          items={itemsOf(menu)}
          anchor={() => menu.at}
          onClose={() => setMenu(null)}
          key={menu.shows}
        />
      )}
      {question === null ? null : (
        <Suspense fallback={null}>
          <FolderDialog question={question} mailboxes={mailboxes ?? []} folders={folders} onClose={() => setQuestion(null)} />
        </Suspense>
      )}
    </>
  );
}
