import { renderMail } from './render-mail.ts';

/**
 * The same cleaning for the quote of a reply or forward: HTML that may be put into an outgoing mail. Remote images are left out with
 * everything else that would report back (security.md §3: replies and forwards carry no tracker); images of the mail itself keep their
 * `cid:` address when they go along.
 *
 * @param target  a shown document, in whose realm the mail is parsed
 * @param keptCids  Content-IDs of the images that the new mail carries
 */
export function quotableHtml(html: string, target: Document, keptCids: ReadonlySet<string>): string {
  const { body } = renderMail(
    { kind: 'html', html },
    {
      document: target,
      cidUrls: new Map([...keptCids].map((cid) => [cid, `cid:${encodeURIComponent(cid)}`])),
      remoteUrls: null,
      foldsQuotes: false,
      colours: null,
      blockedImages: 'drop',
      labels: { showQuote: '', leadsTo: (host) => host },
    },
  );
  return body.innerHTML;
}
