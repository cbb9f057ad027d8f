import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { WireLogScreen } from '#components/doctor/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../../page-language.ts';
import { SpokenPage } from '../../spoken-page.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('wire.title');
export const dynamic = 'force-dynamic';

/** What is said to the mail servers of one's own accounts, as it happens. */
export default async function WireLogPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <SpokenPage>
      <WireLogScreen />
    </SpokenPage>
  );
}
