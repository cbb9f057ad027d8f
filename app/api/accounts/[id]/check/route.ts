import { withUser } from '#lib/auth/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { MailError } from '#lib/mail/index.ts';

/** Looks at the mail server now, as far as the server allows: a POP3 account else waits for its time. */
export const POST = withUser<{ id: string }>(
  null,
  async ({ asker, params }) => {
    const gateway = await currentGateway();
    const account = (await gateway.userMail(asker.personId)).account(params.id);
    if (account === null) throw new MailError('not-found', 'no such account of this person', { permanent: true });
    account.checkNow();
  },
  { cookieOnly: true },
);
