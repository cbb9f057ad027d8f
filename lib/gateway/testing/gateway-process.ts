// A gateway in a process of its own, to be killed at any moment: told by lines of JSON what to do, it says by lines what is done.
// Started by `killable-gateway.ts`; plain Node, no build.
import { createInterface } from 'node:readline';
import type { AccountMail } from '../api.ts';
import type { Act, Request } from './killable-gateway.ts';
import { create, indexed, mailboxOf, submit } from './read-mail.ts';
import { loginOf, openMail, startTestGateway } from './test-gateway.ts';

const say = (words: object) => process.stdout.write(`${JSON.stringify(words)}\n`);

async function carryOut(mail: AccountMail, from: string, act: Act): Promise<string> {
  const { emails } = mail.store;
  switch (act.act) {
    case 'star':
      await emails.update(mail.id, [{ id: act.emailId, addKeywords: ['$flagged', 'killed'], removeKeywords: [], mailboxIds: null }]);
      return act.emailId;
    case 'move':
      await emails.update(mail.id, [
        { id: act.emailId, addKeywords: [], removeKeywords: [], mailboxIds: [await mailboxOf(mail, 'archive')] },
      ]);
      return act.emailId;
    case 'destroy':
      await emails.destroy(mail.id, [act.emailId]);
      return act.emailId;
    case 'draft':
      return create(mail, Buffer.from(act.raw, 'base64'), await mailboxOf(mail, 'drafts'), ['$draft']);
    case 'send': {
      const id = await create(mail, Buffer.from(act.raw, 'base64'), await mailboxOf(mail, 'drafts'), ['$draft', '$seen']);
      await submit(mail, id, from, act.to);
      // What a client does with `onSuccessUpdateEmail` (J10).
      await emails.update(mail.id, [{ id, addKeywords: [], removeKeywords: ['$draft'], mailboxIds: [await mailboxOf(mail, 'sent')] }]);
      return id;
    }
  }
}

let mail: AccountMail | null = null;
let address = '';
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  if (request.do === 'open') {
    const { gateway } = await startTestGateway({ dir: request.dir, keep: true, env: request.env ?? {} });
    address = request.user.address;
    ({ mail } = await openMail(gateway, loginOf(request.servers, request.user)));
    say({ opened: true });
  } else if (mail !== null && request.do === 'settle') {
    await indexed(mail);
    say({ settled: true });
  } else if (mail !== null && request.do === 'acts') {
    const opened = mail;
    // All at once, as many tabs would: what is acknowledged is durable.
    await Promise.all(request.acts.map(async (act, index) => say({ done: index, id: await carryOut(opened, address, act) })));
  }
}
