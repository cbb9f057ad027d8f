import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { ComposePage } from '#components/compose/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { titleOf } from '../../../page-language.ts';
import { SpokenPage } from '../../../spoken-page.tsx';

export const generateMetadata = (): Promise<Metadata> => titleOf('compose.message');
export const dynamic = 'force-dynamic';

/** One message in a window of its own; which one is in the address, and the browser has it. */
export default async function ComposeWindowPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return (
    <SpokenPage>
      <ComposePage />
    </SpokenPage>
  );
}
