import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SettingsScreen } from '#components/settings/index.ts';
import { WithLateWords } from '#components/ui/speaking.tsx';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../page-language.ts';

export const generateMetadata = (): Promise<Metadata> => titleOf('settings.title');
export const dynamic = 'force-dynamic';

/** Settings of the person who is signed in. */
export default async function SettingsPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <WithLateWords>
      <SettingsScreen />
    </WithLateWords>
  );
}
