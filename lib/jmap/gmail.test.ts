import { expect, test } from 'vitest';
import { ensureCertificates } from '#e2e/servers/index.ts';
import { eventually, loginOf, openMail, startTestGateway } from '#lib/gateway/testing/test-gateway.ts';
import { ModelGmail } from '#lib/imap/testing/model-gmail.ts';
import { startModelImap } from '#lib/imap/testing/model-imap-server.ts';
import { gmailCapabilities, raw } from '#lib/sync/testing/gmail-account.ts';
import { jmapOver } from './testing/gateway-jmap.ts';

const all = '[Gmail]/All Mail';

test('I33, J9, I34: labels as mailboxes, archiving and searching go from a JMAP client through the gateway to a server like Gmail', async () => {
  const gmail = new ModelGmail(['Work']);
  gmail.append('INBOX', raw('Hello'), [], Date.UTC(2026, 0, 1));
  gmail.append('INBOX', raw('Plan'), ['\\Seen'], Date.UTC(2026, 0, 2));
  gmail.label([gmail.find('Plan').message], ['Work'], true);
  gmail.append(all, raw('Filed'), ['\\Seen'], Date.UTC(2026, 0, 3));
  // Older than what is indexed or fetched ahead.
  gmail.append('Work', raw('Ancient'), ['\\Seen'], Date.UTC(2001, 0, 1));
  gmail.append('[Gmail]/Trash', raw('Thrown'), [], Date.UTC(2026, 0, 4));
  await using server = await startModelImap(
    gmail,
    { capabilities: gmailCapabilities, gmail },
    { tls: { mode: 'implicit', ...ensureCertificates().trusted } },
  );
  const running = await startTestGateway({ env: { POSTERN_LIMITS: 'prefetchMessages=1' } });
  try {
    const { port } = server;
    const login = loginOf(
      { imap: { host: '127.0.0.1', tlsPort: port, port }, smtp: { host: '127.0.0.1', starttlsPort: port, tlsPort: port } },
      { address: 'ana@example.test', login: 'ana', password: 'secret' },
    );
    const { user, accountId } = await openMail(running.gateway, login);
    const call = jmapOver(user, accountId);
    /** Subjects with the mailboxes that they are in, by name. */
    const view = async () => {
      const names = new Map((await call('Mailbox/get', { ids: null })).list.map(({ id, name }) => [id as string, name]));
      const { ids } = await call('Email/query', { filter: null });
      const { list } = await call('Email/get', { ids, properties: ['id', 'subject', 'mailboxIds'] });
      const placesOf = (mailboxIds: Record<string, true>) => Object.keys(mailboxIds).map((id) => names.get(id) ?? '?');
      return Object.fromEntries(list.map(({ subject, mailboxIds }) => [subject, placesOf(mailboxIds).sort().join(', ')]));
    };
    const allMail = 'All Mail';
    const first = { Hello: 'INBOX', Plan: 'INBOX, Work', Filed: allMail, Ancient: 'Work', Thrown: 'Trash' };
    await eventually(async () => Object.keys(await view()).length === 5, 'all five');
    expect(await view()).toEqual(first);
    const mailboxes = (await call('Mailbox/get', { ids: null })).list;
    const idOf = (name: string) => mailboxes.find((mailbox) => mailbox.name === name)?.id ?? '';
    expect(mailboxes.find(({ name }) => name === allMail)).toMatchObject({ role: 'archive', totalEmails: 1 });
    expect(mailboxes.find(({ name }) => name === 'Work')).toMatchObject({ role: null, totalEmails: 2 });

    const emailOf = async (subject: string) => (await call('Email/query', { filter: { subject } })).ids[0] ?? '';
    const [hello, plan] = [await emailOf('Hello'), await emailOf('Plan')];
    const answer = await call('Email/set', {
      update: {
        [hello]: { mailboxIds: { [idOf(allMail)]: true } },
        [plan]: { [`mailboxIds/${idOf('INBOX')}`]: null },
      },
    });
    expect(answer).toMatchObject({ updated: { [hello]: null, [plan]: null } });
    await eventually(async () => gmail.view().Hello === 'all' && gmail.view().Plan === 'all Work \\Seen', 'both archived on the server');
    expect(await view()).toEqual({ ...first, Hello: allMail, Plan: 'Work' });

    expect(await call('Email/query', { filter: { body: 'About Ancient' } })).toMatchObject({ ids: [await emailOf('Ancient')] });
    expect(server.lines().filter((line) => line.includes('UID SEARCH') && line.includes('X-GM-RAW "\\"About Ancient\\""'))).not.toEqual([]);
    expect(await emailOf('Hello')).toBe(hello);
  } finally {
    await running.stop();
  }
});
