import type { ReactNode } from 'react';
import { Speaking } from '#components/ui/speaking.tsx';
import { wordsWithPart } from '#lib/client/index.ts';
import { pageLanguage } from '../page-language.ts';

/** Pages at the door bring their words along: somebody may type before the script is there, and nothing has to be waited for after that. */
export async function DoorWords({ children }: { children: ReactNode }) {
  const language = await pageLanguage();
  return (
    <Speaking language={language} words={await wordsWithPart(language, 'signIn')}>
      {children}
    </Speaking>
  );
}
