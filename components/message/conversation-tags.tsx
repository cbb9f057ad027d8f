import { type Account, type ConversationEmail, mailClient, tagsOfEmails } from '#lib/client/index.ts';
import type { ThreadId } from '#lib/mail/index.ts';
import { TagChip } from '../tags/tag-chip.tsx';
import { useValue } from '../ui/use-value.ts';

/** The conversation's tags beside its subject, each with a way to take it off. */
export function ConversationTags({ account, emails }: { account: Account; emails: readonly ConversationEmail[] }) {
  useValue(account.cache.version);
  const marks = tagsOfEmails(emails, account.cache.tags());
  const threadId: ThreadId | undefined = emails[0]?.threadId;
  if (marks.length === 0 || threadId === undefined) return null;
  return (
    <span className="mt-1.5 flex flex-wrap gap-1">
      {marks.map((mark) => (
        <TagChip
          key={mark.keyword}
          tag={mark}
          className="h-5! max-w-56!"
          {...(account.isReadOnly ? {} : { onRemove: () => mailClient().actions(account.id)?.tag([threadId], mark, false) })}
        />
      ))}
    </span>
  );
}
