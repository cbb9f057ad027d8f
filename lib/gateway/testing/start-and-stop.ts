// A gateway in a process of its own that is stopped in the middle of its work; nothing may keep the process alive then.
import { Secret } from '#lib/mail/index.ts';
import type { MailboxLogin } from '../api.ts';
import { openMail, startTestGateway } from './test-gateway.ts';

const login = JSON.parse(process.argv[2] ?? '{}') as Omit<MailboxLogin, 'password'> & { password: string };
const { gateway, stop } = await startTestGateway();
const { mail } = await openMail(gateway, { ...login, password: new Secret(login.password) });
// Texts are fetched and the first fill runs while it is stopped.
const page = await mail.store.emails.withoutText(mail.id, null, 30);
mail.wantText(page.map(({ emailId }) => emailId));
await stop();
process.stdout.write('stopped\n');
