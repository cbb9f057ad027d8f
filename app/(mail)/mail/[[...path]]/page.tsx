import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { MailApp } from '#components/shell/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { mailPagePath, wholeLanguage } from '#lib/client/index.ts';
import { pageLanguage } from '../../../page-language.ts';

export const dynamic = 'force-dynamic';

/** The mail. Which account, folder and conversation is in the address; the client reads it there and never navigates. */
export default async function MailPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  if ((await sessionOfCookies((await headers()).get('cookie'))) === null) {
    const { compose } = await searchParams;
    redirect(mailPagePath(typeof compose === 'string' ? compose : null).replace('/mail', '/sign-in'));
  }
  const language = await pageLanguage();
  return <MailApp language={language} words={await wholeLanguage(language)} />;
}
