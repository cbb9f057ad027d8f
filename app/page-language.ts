import type { Metadata } from 'next';
import { cookies, headers } from 'next/headers';
import { cache } from 'react';
import { languageCookie } from '#components/shell/language-choice.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { type Language, type MessageKey, pickLanguage, say, wholeLanguage } from '#lib/client/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';

/** The language of the page that is asked for: the person's, else what this browser last had, else what the browser says of itself. */
export const pageLanguage = cache(async (): Promise<Language> => {
  const asked = await headers();
  const session = await sessionOfCookies(asked.get('cookie'));
  if (session === null) return pickLanguage((await cookies()).get(languageCookie)?.value ?? null, asked.get('accept-language'));
  const { language } = await (await currentGateway()).store.people.preferences(session.personId);
  return pickLanguage(typeof language === 'string' ? language : null, asked.get('accept-language'));
});

/** A page's title, for `generateMetadata`. */
export async function titleOf(key: MessageKey): Promise<Metadata> {
  const language = await pageLanguage();
  await wholeLanguage(language);
  return { title: `${say(language, key)} · Postern` };
}
