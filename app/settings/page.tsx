import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { SettingsScreen } from '#components/settings/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { titleOf } from '../page-language.ts';
import { SpokenPage } from '../spoken-page.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('settings.title');
export const dynamic = 'force-dynamic';

/** Settings of the person who is signed in. */
export default async function SettingsPage() {
  const session = await sessionOfCookies((await headers()).get('cookie'));
  if (session === null) redirect('/sign-in');
  const gateway = await currentGateway();
  return (
    <SpokenPage>
      <SettingsScreen isAdministrator={await gateway.isAdministrator(session.personId)} />
    </SpokenPage>
  );
}
