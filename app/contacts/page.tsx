import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ContactsScreen } from '#components/contacts/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../page-language.ts';
import { SpokenPage } from '../spoken-page.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('shell.contacts');
export const dynamic = 'force-dynamic';

/** The address book of the person who is signed in. */
export default async function ContactsPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <SpokenPage>
      <ContactsScreen />
    </SpokenPage>
  );
}
