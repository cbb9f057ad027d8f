import { useCallback } from 'react';
import { type Account, type EmailBody, mailtoRequest, openComposer, t } from '#lib/client/index.ts';
import { visibleText } from './shown-sender.ts';
import { useLoaded } from './use-loaded.ts';

/** What a list says of itself (RFC 2369 §3); where it leads is a stranger's word, so the host is what is shown. */
const fields = { archive: 'header:List-Archive:asURLs', help: 'header:List-Help:asURLs', owner: 'header:List-Owner:asURLs' } as const;
const words = { archive: 'message.listArchive', help: 'message.listHelp', owner: 'message.listOwner' } as const;
type Way = { key: keyof typeof fields; url: string };

/** The mailing list that a message came by: its name, where it is kept, who helps. Asked for only when somebody looks. */
export function ListInfo({ account, body }: { account: Account; body: EmailBody }) {
  const { id } = body;
  const load = useCallback(async (): Promise<Way[]> => {
    const { list } = await account.client.call('Email/get', { accountId: account.id, ids: [id], properties: Object.values(fields) });
    const found = list[0] as Record<string, unknown> | undefined;
    return (Object.keys(fields) as (keyof typeof fields)[]).flatMap((key): Way[] => {
      const urls = found?.[fields[key]];
      const url = Array.isArray(urls)
        ? urls.find((one) => typeof one === 'string' && /^(?:https|mailto):/i.test(one) && one.length <= 2_000)
        : null;
      return typeof url === 'string' ? [{ key, url }] : [];
    });
  }, [account, id]);
  const loaded = useLoaded(load);
  const name = visibleText(body.listId ?? '').slice(0, 200);
  return (
    <>
      <dt className="text-ink-muted">{t('message.list')}</dt>
      <dd className="flex flex-wrap gap-x-3 break-words">
        <span className="min-w-0 break-words">{name || t('message.listUnnamed')}</span>
        {loaded.kind === 'ready'
          ? loaded.value.map(({ key, url }) => <WayTo key={key} account={account} label={t(words[key])} url={url} />)
          : null}
      </dd>
    </>
  );
}

const linkClasses = 'rounded-sm text-accent hover:underline';

function WayTo({ account, label, url }: { account: Account; label: string; url: string }) {
  if (/^mailto:/i.test(url)) {
    const request = mailtoRequest(url);
    if (request === null) return null;
    return (
      <button
        type="button"
        data-tooltip={visibleText(request.to ?? '')}
        className={linkClasses}
        onClick={() => openComposer({ ...request, accountId: account.id })}
      >
        {label}
      </button>
    );
  }
  const target = URL.parse(url);
  if (target === null || target.username !== '') return null;
  return (
    <a href={target.href} target="_blank" rel="noopener noreferrer nofollow" data-tooltip={target.host} className={linkClasses}>
      {label} ({target.host})
    </a>
  );
}
