import { useEffect, useState } from 'react';
import { inPlainWords, lateWords, ownRefusal, type Refusal } from '#lib/client/index.ts';
import { mailErrorKinds, plainWords } from '#lib/mail/index.ts';
import { askedAgain } from '../ui/until-it-comes.ts';

/**
 * What came of a visit to a sign-in window elsewhere: kind, code and stage of a failure in the page's own address. Words are ours alone; the
 * address is tidied up, so that a reload or a bookmark does not tell it again.
 */
export function useProblemInAddress(): [problem: Refusal | null, forget: () => void] {
  const [problem, setProblem] = useState<Refusal | null>(null);
  useEffect(() => {
    const url = new URL(window.location.href);
    const given = url.searchParams.get('problem');
    if (given === null) return;
    url.searchParams.delete('problem');
    window.history.replaceState(window.history.state, '', url);
    let isGone = false;
    void askedAgain(lateWords).then(() => {
      if (!isGone) setProblem(refusalOf(given));
    });
    return () => {
      isGone = true;
    };
  }, []);
  return [problem, () => setProblem(null)];
}

function refusalOf(given: string): Refusal | null {
  const [word = '', code = '', stage = ''] = given.split('~');
  const kind = mailErrorKinds.find((each) => each === word);
  if (kind === undefined || !/^[A-Z0-9_./-]{0,60}$/i.test(code) || !/^[a-z]{0,20}$/.test(stage)) return null;
  const words = plainWords({ kind, code: code || null, stage: stage || null });
  return inPlainWords({ ...ownRefusal(kind, words.title), ...words, code: code || null });
}
