import type { Metadata } from 'next';
import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { DoctorScreen } from '#components/doctor/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';

export const metadata: Metadata = { title: 'Doctor · Postern' };
export const dynamic = 'force-dynamic';

/** Why a mailbox cannot be reached, for who is signed in: it makes connections to servers that the person names (N2). */
export default async function DoctorPage() {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) redirect('/sign-in');
  return <DoctorScreen />;
}
