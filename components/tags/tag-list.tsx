import { classNames } from '#components/ui/index.ts';
import { t, tagSearch } from '#lib/client/index.ts';
import type { Tag } from '#lib/contract/index.ts';
import { nestedTags } from './nested-tags.ts';

type TagListProps = {
  tags: readonly Tag[];
  /** the search that is on screen */
  search: string | null;
  hrefOf: (search: string) => string;
  onOpen: (search: string) => void;
};

/** The account's tags below the folders; one click shows what is tagged so. */
export function TagList({ tags, search, hrefOf, onOpen }: TagListProps) {
  const shown = tags.filter(({ isVisible }) => isVisible);
  if (shown.length === 0) return null;
  return (
    <section aria-label={t('tag.region')} className="mt-4 flex flex-col gap-px">
      <h2 className="px-2.5 pb-1 text-xs font-medium text-ink-muted">{t('tag.region')}</h2>
      {nestedTags(shown).map(({ tag, depth, shortName }) => {
        const wanted = tagSearch(tag.name);
        const isCurrent = search === wanted;
        return (
          <a
            key={tag.id}
            title={tag.name}
            style={depth === 0 ? undefined : { paddingInlineStart: `${0.625 + depth}rem` }}
            href={hrefOf(wanted)}
            aria-current={isCurrent || undefined}
            onClick={(event) => {
              if (event.metaKey || event.ctrlKey) return;
              event.preventDefault();
              onOpen(wanted);
            }}
            className={classNames(
              'flex h-8 min-w-0 items-center gap-2.5 rounded-md px-2.5',
              isCurrent ? 'bg-paper-selected font-medium text-accent' : 'hover:bg-paper-pressed',
            )}
          >
            <span className="inline-flex w-4.25 shrink-0 justify-center">
              <span data-colour={tag.colour} className="tag-dot size-2.5 rounded-full" />
            </span>
            <span className="min-w-0 flex-1 truncate">{shortName}</span>
          </a>
        );
      })}
    </section>
  );
}
