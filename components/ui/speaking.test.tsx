import { Suspense, use } from 'react';
import { renderToReadableStream } from 'react-dom/server.browser';
import { expect, test } from 'vitest';
import { type Language, languages, n, t, wholeLanguage } from '#lib/client/index.ts';
import { Speaking } from './speaking.tsx';

/** Says a word before and after it had to wait for something, as pages do. */
function Page({ gate }: { gate: Promise<void> }) {
  return (
    <p>
      {t('list.reply')}
      <Suspense fallback="…">
        <Later gate={gate} />
      </Suspense>
    </p>
  );
}

function Later({ gate }: { gate: Promise<void> }) {
  use(gate);
  return <b>{t('list.count', { count: 3 })}</b>;
}

test('pages of people with different languages that are drawn at the same time do not mix', async () => {
  const words = new Map(await Promise.all(languages.map(async (language) => [language, await wholeLanguage(language)] as const)));
  const drawn = languages.map((language) => {
    let open = (): void => {};
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const markup = renderToReadableStream(
      <Speaking language={language} words={words.get(language) ?? {}}>
        <Page gate={gate} />
      </Speaking>,
    ).then((stream) => new Response(stream).text());
    return { language, open, markup };
  });
  // all have begun; they end in the opposite order
  await Promise.all(drawn.map(() => new Promise((resolve) => setImmediate(resolve))));
  for (const { open } of drawn.toReversed()) open();
  const texts = Object.fromEntries(await Promise.all(drawn.map(async ({ language, markup }) => [language, await markup] as const)));
  const said: Record<Language, [string, RegExp]> = {
    en: ['Reply', /3 conversations/],
    de: ['Antworten', /3 Unterhaltungen/],
    fr: ['Répondre', /3 conversations/],
    es: ['Responder', /3 conversaciones/],
    ar: ['رد', /[3٣] محادثات/],
  };
  for (const language of languages) {
    expect(texts[language]).toContain(`<p>${said[language][0]}`);
    expect(texts[language]).toMatch(said[language][1]);
  }
});

test('at the server a language is nothing that stays: outside of a page nobody speaks one', () => {
  expect(() => n(1)).toThrow();
});
