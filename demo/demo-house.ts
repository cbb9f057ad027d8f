import { randomBytes } from 'node:crypto';
import type { DemoHouse, MailboxLogin } from '#lib/gateway/index.ts';
import type { Logger } from '#lib/log/index.ts';
import { MailError, Secret } from '#lib/mail/index.ts';
import { DemoMaildrop } from './demo-maildrop.ts';
import { DemoPerson } from './demo-person.ts';
import { startDemoSmtp } from './demo-smtp.ts';
import { demoNames, sampleMail } from './sample-mail/index.ts';

export type DemoOptions = {
  /** lets the gateway reach exactly this host and port */
  allow: (host: string, port: number) => () => void;
  log: Logger;
  maxPairs?: number;
  lifeMs?: number;
  nowMs?: () => number;
};

type Person = DemoPerson | DemoMaildrop;
type Pair = { people: { person: Person; password: string; revoke: () => void }[]; expiry: ReturnType<typeof setTimeout> };

const host = '127.0.0.1';
/** No such domain can exist (RFC 6761 §6.4), so nothing written in the demo can ever arrive elsewhere. */
const domain = 'demo.invalid';

/** Opens the embedded demo: an outgoing server now, two people with sample mail for each try, and a third who is read over POP3 (settled 9). */
export async function openDemoHouse(options: DemoOptions): Promise<DemoHouse> {
  const nowMs = options.nowMs ?? Date.now;
  const pairs = new Set<Pair>();
  const listeners: ((addresses: string[]) => void)[] = [];
  const all = () => [...pairs].flatMap((pair) => pair.people);
  const pairOf = (address: string) => [...pairs].find((pair) => pair.people.some(({ person }) => person.address === address)) ?? null;
  const smtp = await startDemoSmtp({
    personOf: (login, password) =>
      all().find((one) => one.person.address === login.toLowerCase() && one.password === password)?.person.address ?? null,
    mayDeliver: (sender, recipient) => pairOf(sender)?.people.some(({ person }) => person.address === recipient) === true,
    deliver: (recipient, raw) =>
      all()
        .find(({ person }) => person.address === recipient)
        ?.person.deliver(raw),
  });
  const revokeSmtp = options.allow(host, smtp.port);
  // Seconds of this start: another UIDVALIDITY than any earlier one (RFC 9051 §2.3.1.1).
  const uidValidity = Math.floor(nowMs() / 1000) % 4_294_967_295;

  async function dropPair(pair: Pair): Promise<void> {
    if (!pairs.delete(pair)) return;
    clearTimeout(pair.expiry);
    for (const { revoke } of pair.people) revoke();
    await Promise.all(pair.people.map(({ person }) => person.close()));
  }

  return {
    async newPair() {
      if (pairs.size >= (options.maxPairs ?? 50))
        throw new MailError('too-many', 'too many demo visitors at once', { stage: 'address', code: 'DEMO_FULL' });
      const mark = randomBytes(4).toString('hex');
      const names = { first: `alex.${mark}@${domain}`, second: `sam.${mark}@${domain}`, third: `kim.${mark}@${domain}` };
      const mail = await sampleMail(names, nowMs());
      const people: Pair['people'] = [];
      for (const role of ['first', 'second', 'third'] as const) {
        const password = randomBytes(16).toString('base64url');
        const person: Person =
          role === 'third'
            ? await DemoMaildrop.start(names.third, password, mail.third)
            : await DemoPerson.start(names[role], password, mail[role], uidValidity);
        people.push({ person, password, revoke: options.allow(host, person.port) });
      }
      const expiry = setTimeout(
        () => {
          const addresses = people.map(({ person }) => person.address);
          for (const listener of listeners) listener(addresses);
          dropPair(pair).catch((error: unknown) => options.log.warn('demo pair not closed', { error }));
        },
        options.lifeMs ?? 2 * 60 * 60_000,
      );
      expiry.unref();
      const pair: Pair = { people, expiry };
      pairs.add(pair);
      const [first, second, third] = people.map((one) => loginOf(one.person, one.password, smtp.port));
      return {
        first: { ...first!, name: demoNames.first },
        second: { ...second!, name: demoNames.second },
        third: { ...third!, name: demoNames.third },
      };
    },
    onExpired(listener) {
      listeners.push(listener);
    },
    async close() {
      await Promise.all([...pairs].map(dropPair));
      revokeSmtp();
      await smtp.close();
    },
  };
}

function loginOf(person: Person, password: string, smtpPort: number): MailboxLogin {
  const login = person.address;
  return {
    address: login,
    password: new Secret(password),
    servers: {
      incoming: { protocol: person instanceof DemoMaildrop ? 'pop3' : 'imap', host, port: person.port, tls: 'plain', login },
      outgoing: { host, port: smtpPort, tls: 'plain', login },
    },
    isDemo: true,
  };
}
