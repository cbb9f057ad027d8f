import { lazy, Suspense, useRef, useState } from 'react';
import { MenuList } from '#components/ui/index.ts';
import { type Account, t } from '#lib/client/index.ts';
import type { Mailbox } from '#lib/contract/index.ts';
import type { MailboxId } from '#lib/mail/index.ts';
import { untilItComes } from '../ui/until-it-comes.ts';
import type { FolderActs, OpenMenu } from './folder-deeds.ts';
import type { FolderQuestion } from './folder-dialog.tsx';
import { type FolderManage, FolderTree } from './folder-tree.tsx';
import { mailboxName } from './mailbox-name.ts';
import { mayMoveFolder } from './may-move-folder.ts';

// No part of the first load (performance.md).
const FolderDialog = lazy(async () => ({ default: (await untilItComes(() => import('./folder-dialog.tsx'))).FolderDialog }));
const loadDeeds = () => untilItComes(() => import('./folder-deeds.ts'));

type ManagedFoldersProps = {
  account: Account;
  currentId: MailboxId | null;
  isNarrow: boolean;
  hrefOf: (id: MailboxId) => string;
  onOpen: (id: MailboxId) => void;
  onTake?: ((to: MailboxId) => void) | undefined;
};

/** The folder tree with everything that can be done to folders. */
export function ManagedFolders({ account, currentId, ...rest }: ManagedFoldersProps) {
  const [menu, setMenu] = useState<(OpenMenu & { acts: FolderActs }) | null>(null);
  const [question, setQuestion] = useState<{ question: FolderQuestion; acts: FolderActs } | null>(null);
  const place = useRef<OpenMenu['at']>({ x: 0, y: 0 });
  const mailboxes = account.cache.mailboxes();

  function withActs(run: (acts: FolderActs) => void): void {
    void loadDeeds().then(({ folderActs }) => {
      const acts: FolderActs = folderActs({
        account,
        currentId,
        ask: (asked) => setQuestion({ question: asked, acts }),
        // The first menu has just been closed by the choice.
        chooseRole: (mailbox) => setMenu({ shows: 'roles', mailbox, at: place.current, deletedCount: null, acts }),
      });
      run(acts);
    });
  }
  function openMenu(mailbox: Mailbox, at: OpenMenu['at']): void {
    place.current = at;
    withActs((acts) => {
      const opened = { shows: 'deeds' as const, mailbox, at, deletedCount: null, acts };
      setMenu(opened);
      if (!mailbox.myRights.mayRemoveItems) return;
      acts.folders.deletedCount(mailbox.id).then(
        (deletedCount) => setMenu((now) => (now === opened ? { ...opened, deletedCount } : now)),
        // The menu is complete without it while the mail server cannot be asked.
        () => undefined,
      );
    });
  }
  const manage: FolderManage | null = account.isReadOnly
    ? null
    : {
        openMenu,
        create: (parentId) => withActs(({ deeds }) => deeds.create(parentId)),
        rename: (mailbox) => withActs(({ deeds }) => deeds.rename(mailbox)),
        remove: (mailbox) => withActs(({ deeds }) => deeds.remove(mailbox)),
        mayMove: (id, to) => mayMoveFolder(mailboxes ?? [], id, to),
        move: (id, parentId) => withActs((acts) => acts.move(id, parentId)),
      };
  return (
    <>
      <FolderTree mailboxes={mailboxes} currentId={currentId} manage={manage} {...rest} />
      {menu === null ? null : (
        <MenuList
          label={t('folder.menu', { name: mailboxName(menu.mailbox) })}
          items={menu.acts.itemsOf(menu)}
          anchor={() => menu.at}
          onClose={() => setMenu(null)}
          key={menu.shows}
        />
      )}
      {question === null ? null : (
        <Suspense fallback={null}>
          <FolderDialog
            question={question.question}
            mailboxes={mailboxes ?? []}
            folders={question.acts.folders}
            onClose={() => setQuestion(null)}
          />
        </Suspense>
      )}
    </>
  );
}
