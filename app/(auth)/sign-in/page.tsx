import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignInScreen } from '#components/sign-in/index.ts';
import { Speaking } from '#components/ui/speaking.tsx';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { wordsWithPart } from '#lib/client/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { pageLanguage, titleOf } from '../../page-language.ts';

export const generateMetadata = (): Promise<Metadata> => titleOf('signIn.submit');
export const dynamic = 'force-dynamic';

/** The front door; whoever is signed in already goes on to the mail. */
export default async function SignInPage() {
  const session = await sessionOfCookies((await headers()).get('cookie'));
  if (session !== null) redirect('/mail');
  const gateway = await currentGateway();
  const language = await pageLanguage();
  // Somebody may type before the script is there; the words come with the page, so that nothing has to be waited for after that.
  return (
    <Speaking language={language} words={await wordsWithPart(language, 'signIn')}>
      <SignInScreen hasDemo={gateway.demo !== null} house={gateway.house?.name ?? null} />
    </Speaking>
  );
}
