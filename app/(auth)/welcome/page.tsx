import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { WelcomeScreen } from '#components/sign-in/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { titleOf } from '../../page-language.ts';
import { DoorWords } from '../door-words.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('signIn.welcomeTitle');
export const dynamic = 'force-dynamic';

/** Whoever came in without a mailbox, by the house's identity provider, adds the first one here. */
export default async function WelcomePage() {
  const session = await sessionOfCookies((await headers()).get('cookie'));
  if (session === null) redirect('/sign-in');
  const { accounts } = await (await currentGateway()).userMail(session.personId);
  if (accounts.length > 0) redirect('/mail');
  return (
    <DoorWords>
      <WelcomeScreen />
    </DoorWords>
  );
}
