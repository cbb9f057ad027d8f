import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ConsoleScreen } from '#components/doctor/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../../page-language.ts';
import { SpokenPage } from '../../spoken-page.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('palette.console');
export const dynamic = 'force-dynamic';

/** Mail protocols spoken by hand, for who is signed in: it makes connections to servers that the person names (N2). */
export default async function ConsolePage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <SpokenPage>
      <ConsoleScreen />
    </SpokenPage>
  );
}
