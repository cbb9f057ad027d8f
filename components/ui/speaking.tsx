'use client';

import { createContext, type ReactNode, Suspense, use } from 'react';
import { areLateWordsHere, askLanguage, type Catalogue, type Language, lateWords, speak } from '#lib/client/index.ts';
import { askedAgain } from './until-it-comes.ts';

const LanguageOfPage = createContext<Language>('en');
const isServer = typeof window === 'undefined';

// Pages of many people are drawn side by side: `t` asks the one that is being drawn, by React's own context, and nothing is kept between them.
if (isServer) askLanguage(() => use(LanguageOfPage));

/** What stands in it is said in this language, at the server and in the browser. @param words those that it says before late words come */
export function Speaking({ language, words, children }: { language: Language; words: Partial<Catalogue>; children: ReactNode }) {
  if (!isServer) speak(language, words);
  return <LanguageOfPage value={language}>{children}</LanguageOfPage>;
}

/** A page that says more than the first screen: what the server drew stays in sight, and is taken over when its words have come. */
export function WithLateWords({ children }: { children: ReactNode }) {
  return (
    <Suspense fallback={null}>
      <AfterWords>{children}</AfterWords>
    </Suspense>
  );
}

let coming: Promise<void> | null = null;

function AfterWords({ children }: { children: ReactNode }) {
  if (!areLateWordsHere()) {
    coming ??= askedAgain(lateWords);
    use(coming);
  }
  return children;
}
