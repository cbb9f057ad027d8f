import {
  Archive,
  ArrowLeft,
  BellOff,
  Clock,
  CornerUpLeft,
  Download,
  FolderInput,
  Forward,
  Mail,
  MoreHorizontal,
  OctagonAlert,
  Paperclip,
  ReplyAll,
  ShieldCheck,
  Star,
  Tag,
  Trash2,
  Waypoints,
} from 'lucide-react';
import { IconButton, Menu, type MenuItem, useValue } from '#components/ui/index.ts';
import { rightsOver, t } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import type { Commands } from './commands.ts';
import type { MailView } from './mail-view.ts';

/** What can be done with the open conversation. */
export function ReaderToolbar({
  view,
  threadId,
  isAlone,
  commands,
}: {
  view: MailView;
  threadId: ThreadId;
  isAlone: boolean;
  commands: Commands;
}) {
  useValue(view.rows.version);
  const account = view.accountOf(threadId);
  const emails = view.rows.threadEmails(threadId);
  const isStarred = emails.some((email) => email.keywords.$flagged === true);
  const isMuted = emails.some((email) => email.keywords.$muted === true);
  const role = view.mailbox?.role ?? null;
  const isTrash = role === 'trash';
  const isJunk = role === 'junk';
  const { mayRemove, maySetSeen, maySetKeywords } = rightsOver(account, emails, view.mailbox);
  // an account that is shared to be read takes no draft and sends nothing
  const isReadOnly = account.isReadOnly;
  const whole: MenuItem[] = isReadOnly
    ? []
    : [
        {
          key: 'mute',
          label: isMuted ? t('list.unmute') : t('list.mute'),
          icon: BellOff,
          shortcut: 'm',
          disabled: !maySetKeywords,
          onSelect: commands.mute,
        },
        {
          key: 'forward-files',
          label: t('forward.asFiles'),
          icon: Paperclip,
          shortcut: 'Shift+F',
          onSelect: () => commands.takeAlong('forward'),
        },
        { key: 'export', label: t('export.action'), icon: Download, onSelect: () => commands.takeAlong('export') },
        { key: 'rebuild', label: t('reader.rebuild'), icon: Waypoints, onSelect: () => commands.rebuild(threadId) },
      ];
  return (
    <div role="toolbar" aria-label={t('reader.actions')} className="flex h-11 shrink-0 items-center gap-0.5 border-b border-line px-2">
      {isAlone ? <IconButton icon={ArrowLeft} label={t('shell.back')} shortcut="u" onClick={commands.back} className="me-1" /> : null}
      {role === 'archive' ? null : (
        <IconButton
          icon={Archive}
          label={t('list.archive')}
          shortcut="e"
          disabled={!mayRemove}
          onClick={() => commands.archive(threadId)}
        />
      )}
      <IconButton
        icon={Trash2}
        label={isTrash ? t('list.deleteForGood') : t('list.delete')}
        shortcut="#"
        disabled={!mayRemove}
        onClick={() => commands.trash(threadId)}
      />
      <IconButton
        icon={isJunk ? ShieldCheck : OctagonAlert}
        label={isJunk ? t('list.notJunk') : t('list.junk')}
        shortcut="!"
        disabled={!mayRemove}
        onClick={() => commands.junk(threadId)}
      />
      <span aria-hidden className="mx-1 h-5 w-px bg-line" />
      <IconButton icon={FolderInput} label={t('list.move')} shortcut="v" disabled={!mayRemove} onClick={commands.askMove} />
      <span className="hidden tablet:contents">
        <IconButton icon={Clock} label={t('list.snooze')} shortcut="b" disabled={!mayRemove} onClick={() => commands.askSnooze(threadId)} />
        <IconButton icon={Tag} label={t('tag.label')} shortcut="l" disabled={!maySetKeywords} onClick={commands.askLabel} />
      </span>
      <IconButton
        icon={Mail}
        label={t('list.markUnread')}
        shortcut="Shift+U"
        disabled={!maySetSeen}
        onClick={() => commands.read(false, threadId)}
      />
      <IconButton
        icon={Star}
        label={isStarred ? t('list.unstar') : t('list.star')}
        shortcut="s"
        disabled={!maySetKeywords}
        filled={isStarred}
        className={isStarred ? 'text-star! hover:text-star!' : undefined}
        onClick={() => commands.star(threadId)}
      />
      <span className="flex-1" />
      <span className="hidden tablet:contents">
        <IconButton
          icon={CornerUpLeft}
          label={t('list.reply')}
          shortcut="r"
          disabled={isReadOnly}
          onClick={() => commands.reply('reply')}
        />
        <IconButton
          icon={ReplyAll}
          label={t('list.replyAll')}
          shortcut="a"
          disabled={isReadOnly}
          onClick={() => commands.reply('reply-all')}
        />
        <IconButton icon={Forward} label={t('list.forward')} shortcut="f" disabled={isReadOnly} onClick={() => commands.reply('forward')} />
      </span>
      <span className="hidden tablet:contents">
        <MoreMenu items={whole} />
      </span>
      <span className="contents tablet:hidden">
        <MoreMenu
          items={[
            {
              key: 'snooze',
              label: t('list.snooze'),
              icon: Clock,
              disabled: !mayRemove,
              onSelect: () => commands.askSnooze(threadId),
            },
            { key: 'label', label: t('tag.label'), icon: Tag, disabled: !maySetKeywords, onSelect: commands.askLabel },
            { key: 'reply', label: t('list.reply'), icon: CornerUpLeft, disabled: isReadOnly, onSelect: () => commands.reply('reply') },
            {
              key: 'reply-all',
              label: t('list.replyAll'),
              icon: ReplyAll,
              disabled: isReadOnly,
              onSelect: () => commands.reply('reply-all'),
            },
            { key: 'forward', label: t('list.forward'), icon: Forward, disabled: isReadOnly, onSelect: () => commands.reply('forward') },
            { kind: 'separator', key: 'whole' },
            ...whole,
          ]}
        />
      </span>
    </div>
  );
}

function MoreMenu({ items }: { items: MenuItem[] }) {
  if (items.length === 0) return null;
  return (
    <Menu
      label={t('list.more')}
      align="end"
      items={items}
      trigger={(props) => <IconButton {...props} icon={MoreHorizontal} label={t('list.more')} />}
    />
  );
}
