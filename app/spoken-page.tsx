import type { ReactNode } from 'react';
import { Speaking, WithLateWords } from '#components/ui/speaking.tsx';
import { wholeLanguage } from '#lib/client/index.ts';
import { pageLanguage } from './page-language.ts';

/** A page that says more than the mail page's first screen, in the language of who asks for it. */
export async function SpokenPage({ children }: { children: ReactNode }) {
  const language = await pageLanguage();
  return (
    <Speaking language={language} words={await wholeLanguage(language)}>
      <WithLateWords>{children}</WithLateWords>
    </Speaking>
  );
}
