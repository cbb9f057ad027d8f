import { headers } from 'next/headers';
import { redirect } from 'next/navigation';
import { MailApp } from '#components/shell/index.ts';
import { sessionOfCookies } from '#lib/auth/index.ts';
import { mailPagePath, wholeLanguage } from '#lib/client/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { pageLanguage } from '../../../page-language.ts';

export const dynamic = 'force-dynamic';

/** The mail. Which account, folder and conversation is in the address; the client reads it there and never navigates. */
export default async function MailPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const session = await sessionOfCookies((await headers()).get('cookie'));
  if (session === null) {
    const { compose } = await searchParams;
    redirect(mailPagePath(typeof compose === 'string' ? compose : null).replace('/mail', '/sign-in'));
  }
  // who came in by the house's identity provider has no mailbox before one is added
  const { accounts } = await (await currentGateway()).userMail(session.personId);
  if (accounts.length === 0) redirect('/welcome');
  const language = await pageLanguage();
  return <MailApp language={language} words={await wholeLanguage(language)} />;
}
