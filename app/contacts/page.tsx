import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ContactsScreen } from '#components/contacts/index.ts';
import { WithLateWords } from '#components/ui/speaking.tsx';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../page-language.ts';

export const generateMetadata = (): Promise<Metadata> => titleOf('shell.contacts');
export const dynamic = 'force-dynamic';

/** The address book of the person who is signed in. */
export default async function ContactsPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <WithLateWords>
      <ContactsScreen />
    </WithLateWords>
  );
}
