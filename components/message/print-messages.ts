import { type ConversationEmail, commaList, type EmailBody, t } from '#lib/client/index.ts';
import { paperSheet, renderMail } from '#lib/html/index.ts';
import type { AccountId, EmailAddress } from '#lib/mail/index.ts';
import { fullDate } from '../threads/list-date.ts';
import { contentParts, shownAttachments } from './mail-content.ts';
import { whitePaper } from './paper-colours.ts';
import { cidUrlsOf, partUrl } from './part-urls.ts';
import { fullPerson, visibleText } from './shown-sender.ts';
import { imagesShownOf } from './use-remote-images.ts';

/** Pictures that are not there by then are printed as their words. */
const latestImagesMs = 10_000;

const sheetText = `
  :root { font: 11pt/1.45 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; color: #1a1b1f; background: #fff; color-scheme: light; }
  body { margin: 0; }
  h1 { font-size: 15pt; line-height: 1.25; margin: 0 0 12pt; overflow-wrap: anywhere; }
  article { margin: 0 0 18pt; }
  article + article { border-top: 1px solid #999; padding-top: 12pt; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 1pt 8pt; margin: 0 0 10pt; font-size: 9.5pt; break-inside: avoid; break-after: avoid; }
  dt { color: #5b5f69; } dd { margin: 0; overflow-wrap: anywhere; }
  .mail { display: block; position: relative; overflow: clip; }
  @page { margin: 16mm; }
`;

let last: HTMLIFrameElement | null = null;

/**
 * Prints messages out of a frame of their own, behind the same walls as in the reader: cleaned by the same function, without scripts, under
 * the frame's policy. The sandbox allows modals for the sake of `print()`, which only this page can call, since nothing runs inside
 * (decision 0035). Each mail stands in a shadow tree: its styles reach neither the other mails nor what is said above them. Images that are
 * blocked in the reader are blocked here.
 */
export async function printMessages(accountId: AccountId, emails: readonly ConversationEmail[]): Promise<void> {
  last?.remove();
  const frame = document.createElement('iframe');
  last = frame;
  frame.setAttribute('sandbox', 'allow-same-origin allow-modals');
  frame.setAttribute('referrerpolicy', 'no-referrer');
  frame.title = t('message.printed');
  frame.tabIndex = -1;
  frame.setAttribute('aria-hidden', 'true');
  frame.style.cssText = 'position: fixed; left: -10000px; top: 0; width: 794px; height: 1123px; border: 0';
  frame.src = '/frame';
  await new Promise((resolve) => {
    frame.addEventListener('load', resolve, { once: true });
    document.body.append(frame);
  });
  const shown = frame.contentDocument;
  const view = shown?.defaultView ?? null;
  if (shown === null || view === null) return;
  const sheet = new view.CSSStyleSheet();
  sheet.replaceSync(sheetText);
  shown.adoptedStyleSheets = [sheet];
  const title = shown.createElement('h1');
  title.append(visibleText(emails[0]?.subject ?? '') || t('message.noSubject'));
  shown.body.append(title);
  shown.title = title.textContent;
  for (const email of emails) if (email.body !== null) shown.body.append(article(shown, accountId, email, email.body));
  await imagesIn(shown);
  if (last === frame) view.print();
}

function article(shown: Document, accountId: AccountId, email: ConversationEmail, body: EmailBody): HTMLElement {
  const element = shown.createElement('article');
  const people = (list: readonly EmailAddress[] | null) => commaList((list ?? []).map(fullPerson));
  const files = shownAttachments(body).map((part) => visibleText(part.name ?? t('message.unnamed')));
  const head = shown.createElement('dl');
  for (const [label, words] of [
    [t('message.from'), people(email.from)],
    [t('message.to'), people(email.to)],
    [t('message.cc'), people(body.cc)],
    [t('message.date'), fullDate(Date.parse(email.receivedAt))],
    [t('message.printFiles'), commaList(files)],
  ] as const) {
    if (words === '') continue;
    const [term, description] = [shown.createElement('dt'), shown.createElement('dd')];
    term.append(label);
    description.append(words);
    head.append(term, description);
  }
  element.append(head);
  const cidUrls = cidUrlsOf(body, (part, name) => partUrl(accountId, part, name));
  for (const part of contentParts(body)) {
    const place = shown.createElement('div');
    place.className = 'mail';
    element.append(place);
    if (part.kind === 'image') {
      const image = shown.createElement('img');
      image.src = partUrl(accountId, part.part, 'image');
      image.style.maxWidth = '100%';
      place.append(image);
      continue;
    }
    const rendered = renderMail(part.source, {
      document: shown,
      cidUrls,
      remoteUrls: imagesShownOf(email.id),
      foldsQuotes: false,
      colours: null,
      blockedImages: 'mark',
      labels: { showQuote: '', leadsTo: (host) => t('message.leadsTo', { host }) },
    });
    const root = place.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [paperSheet(shown, whitePaper, { isInset: false }), ...rendered.sheets];
    root.append(rendered.body);
  }
  return element;
}

async function imagesIn(shown: Document): Promise<void> {
  const roots = [shown, ...[...shown.querySelectorAll('.mail')].map((place) => place.shadowRoot)].filter((root) => root !== null);
  const images = roots.flatMap((root) => [...root.querySelectorAll('img')]).filter((image) => !image.complete);
  const loaded = images.map(
    (image) =>
      new Promise((resolve) => {
        for (const event of ['load', 'error']) image.addEventListener(event, resolve, { once: true });
      }),
  );
  await Promise.race([Promise.all(loaded), new Promise((resolve) => setTimeout(resolve, latestImagesMs))]);
}
