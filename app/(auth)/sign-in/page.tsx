import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignInScreen } from '#components/sign-in/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { titleOf } from '../../page-language.ts';
import { DoorWords } from '../door-words.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('signIn.submit');
export const dynamic = 'force-dynamic';

/** The front door; whoever is signed in already goes on to the mail. */
export default async function SignInPage() {
  const session = await sessionOfCookies((await headers()).get('cookie'));
  if (session !== null) redirect('/mail');
  const gateway = await currentGateway();
  return (
    <DoorWords>
      <SignInScreen hasDemo={gateway.demo !== null} house={gateway.house?.name ?? null} />
    </DoorWords>
  );
}
