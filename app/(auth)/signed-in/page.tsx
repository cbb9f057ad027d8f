import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SignedInScreen } from '#components/sign-in/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../../page-language.ts';
import { DoorWords } from '../door-words.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('signIn.backTitle');
export const dynamic = 'force-dynamic';

/** The end of a visit to a sign-in window that another tab waits for. */
export default async function SignedInPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <DoorWords>
      <SignedInScreen />
    </DoorWords>
  );
}
