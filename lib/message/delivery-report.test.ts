import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseDeliveryReport } from './delivery-report.ts';

const parse = (...lines: string[]) => parseDeliveryReport(Buffer.from(lines.join('\r\n'), 'utf8'));
const brief = (...lines: string[]) =>
  parse(...lines)?.recipients.map(({ finalRecipient, originalRecipient, action, status }) => [
    finalRecipient ?? originalRecipient,
    action,
    status,
  ]) ?? null;

const report = (machinePart: string[], more: { type?: string; returned?: string[]; header?: string[] } = {}) => [
  'From: MAILER-DAEMON@mx.example (Mail Delivery System)',
  'Subject: Undelivered Mail Returned to Sender',
  ...(more.header ?? []),
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
  '',
  '--b',
  '',
  'Sorry.',
  '--b',
  `Content-Type: ${more.type ?? 'message/delivery-status'}`,
  '',
  ...machinePart,
  '--b',
  ...(more.returned ?? ['Content-Type: text/rfc822-headers', '', 'Message-ID: <sent@example.org>', 'Subject: hello']),
  '--b--',
  '',
];
const perMessage = ['Reporting-MTA: dns; mx.example', 'Original-Envelope-Id: s+2B1+20x', ''];

describe('RFC 3464', () => {
  test('envelope id, recipients, status and the reply of the last server', () => {
    const machine = [
      ...perMessage,
      'Original-Recipient: rfc822;Ben@Example.net',
      'Final-Recipient: rfc822; ben@inner.example',
      'Action: failed',
      'Status: 5.2.2 (over quota)',
      'Remote-MTA: dns; mail.example.net',
      'Diagnostic-Code: smtp; 552 5.2.2 <ben@inner.example>:',
      '  Mailbox full',
      '',
      'Final-Recipient: rfc822;cleo@example.net',
      'Action: Delayed',
      'Status: 4.4.1',
      'Diagnostic-Code: X-Postfix; connect to mx: timed out',
      '',
      'Final-Recipient: rfc822;dan@example.net',
      'Action: delivered',
      'Status: 2.0.0',
    ];
    expect(parse(...report(machine))).toEqual({
      envelopeId: 's+1 x',
      messageIds: ['sent@example.org'],
      recipients: [
        {
          finalRecipient: 'ben@inner.example',
          originalRecipient: 'Ben@Example.net',
          action: 'failed',
          status: '5.2.2',
          diagnostic: '552 5.2.2 <ben@inner.example>: Mailbox full',
          isSmtpReply: true,
        },
        {
          finalRecipient: 'cleo@example.net',
          originalRecipient: null,
          action: 'delayed',
          status: '4.4.1',
          diagnostic: 'connect to mx: timed out',
          isSmtpReply: false,
        },
        {
          finalRecipient: 'dan@example.net',
          originalRecipient: null,
          action: 'delivered',
          status: '2.0.0',
          diagnostic: null,
          isSmtpReply: false,
        },
      ],
    });
  });

  test('groups that were run together, several empty lines, no Action', () => {
    const machine = [
      'Reporting-MTA: dns;x',
      'Final-Recipient: rfc822;a@b.c',
      'Action: failed',
      'Final-Recipient: rfc822;d@e.f',
      'Status: 4.0.0',
    ];
    expect(brief(...report(machine))).toEqual([
      ['a@b.c', 'failed', null],
      ['d@e.f', 'delayed', '4.0.0'],
    ]);
    expect(brief(...report(['', 'Reporting-MTA: dns;x', '', '', '', 'Original-Recipient:rfc822;o@p.q', 'Status:5.5.0', '']))).toEqual([
      ['o@p.q', 'failed', '5.5.0'],
    ]);
    expect(brief(...report(['Reporting-MTA: dns;x', '', 'Final-Recipient: rfc822;a@b.c', 'Action: eaten']))).toBeNull();
  });

  test('RFC 6533: an international address, as it is and escaped', () => {
    const machine = [
      'Reporting-MTA: dns;x',
      '',
      'Original-Recipient: utf-8; j\\x{00FC}rgen@b\\x{FC}cher.example',
      'Final-Recipient: utf-8; jürgen@bücher.example',
      'Action: failed',
      'Status: 5.1.1',
    ];
    const found = parse(...report(machine, { type: 'message/global-delivery-status' }))!.recipients[0]!;
    expect(found.originalRecipient).toBe('jürgen@bücher.example');
    expect(found.finalRecipient).toBe('jürgen@bücher.example');
  });

  test('the message is named by the part that came back, else by the thread', () => {
    const machine = ['Reporting-MTA: dns;x', '', 'Final-Recipient: rfc822;a@b.c', 'Action: failed'];
    const returned = ['Content-Type: message/rfc822', '', 'Message-ID: <whole@example.org>', 'From: a@b.c', '', 'body'];
    const header = ['In-Reply-To: <thread@example.org>', 'References: <old@example.org> <thread@example.org>'];
    expect(parse(...report(machine, { returned, header }))!.messageIds).toEqual([
      'whole@example.org',
      'thread@example.org',
      'old@example.org',
    ]);
    expect(parse(...report(machine, { returned: ['', 'nothing'], header }))!.messageIds).toEqual(['thread@example.org', 'old@example.org']);
  });
});

const daemon = (subject: string, ...more: string[]) => ['From: MAILER-DAEMON@mx.example', `Subject: ${subject}`, ...more, ''];

describe('forms without a part for machines', () => {
  test('qmail', () => {
    const text = [
      ...daemon('failure notice'),
      'Hi. This is the qmail-send program at mx.example.',
      "I'm afraid I wasn't able to deliver your message to the following addresses.",
      "This is a permanent error; I've given up. Sorry it didn't work out.",
      '',
      '<ben@example.net>:',
      '192.0.2.1 does not like recipient.',
      'Remote host said: 550 5.1.1 <ben@example.net>... User unknown',
      'Giving up on 192.0.2.1.',
      '',
      '<cleo@example.net>:',
      "Sorry, I couldn't find any host named example.net. (#5.1.2)",
      '',
      '--- Below this line is a copy of the message.',
      '',
      'Return-Path: <ana@example.org>',
      'Message-ID: <qmail@example.org>',
      'From: dan@example.org',
      '',
      'not@an.address',
    ];
    expect(brief(...text)).toEqual([
      ['ben@example.net', 'failed', '5.1.1'],
      ['cleo@example.net', 'failed', '5.1.2'],
    ]);
    expect(parse(...text)).toMatchObject({
      messageIds: ['qmail@example.org'],
      recipients: [{ diagnostic: '550 5.1.1 <ben@example.net>... User unknown', isSmtpReply: true }, {}],
    });
  });

  test('Yahoo, and others that say "failure notice"', () => {
    const text = [
      ...daemon('Failure Notice'),
      'Sorry, we were unable to deliver your message to the following address.',
      '',
      '<ben@example.net>:',
      '552: 5.2.2 The email account that you tried to reach is over quota.',
      '',
      '---------- Forwarded message ----------',
      'Message-ID: <yahoo@example.org>',
    ];
    expect(brief(...text)).toEqual([['ben@example.net', 'failed', '5.2.2']]);
    expect(parse(...text)!.messageIds).toEqual(['yahoo@example.org']);
  });

  test('Exim: a failure and a warning', () => {
    const failure = [
      ...daemon(
        'Mail delivery failed: returning message to sender',
        'X-Failed-Recipients: ben@example.net',
        'Auto-Submitted: auto-replied',
      ),
      'This message was created automatically by mail delivery software.',
      '',
      'A message that you sent could not be delivered to one or more of its',
      'recipients. This is a permanent error. The following address(es) failed:',
      '',
      '  ben@example.net',
      '    SMTP error from remote mail server after RCPT TO:<ben@example.net>:',
      '    host mx.example.net [192.0.2.1]: 550 5.7.1 Not wanted',
      '',
      '------ This is a copy of the message, including all the headers. ------',
      '',
      'Return-path: <ana@example.org>',
      'Message-ID: <exim@example.org>',
    ];
    expect(brief(...failure)).toEqual([['ben@example.net', 'failed', '5.7.1']]);
    expect(parse(...failure)).toMatchObject({ messageIds: ['exim@example.org'], recipients: [{ diagnostic: '550 5.7.1 Not wanted' }] });
    const warning = [
      ...daemon('Warning: message 1aBcDe-000 delayed 24 hours'),
      'This message was created automatically by mail delivery software.',
      'A message that you sent has not yet been delivered to one or more of its',
      'recipients after more than 24 hours on the queue on mx.example.',
      '',
      'The address to which the message has not yet been delivered is:',
      '',
      '  ben@example.net',
      '    Delay reason: connection timed out',
      '',
      'No action is required on your part.',
    ];
    expect(brief(...warning)).toEqual([['ben@example.net', 'delayed', null]]);
  });

  test('Gmail, before it had a part for machines', () => {
    const text = [
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Subject: Delivery Status Notification (Failure)',
      'X-Failed-Recipients: ben@example.net',
      '',
      'Delivery to the following recipient failed permanently:',
      '',
      '     ben@example.net',
      '',
      'Technical details of permanent failure: ',
      'The error that the other server returned was: 550 550 5.1.1 No such user',
      '',
      '----- Original message -----',
      '',
      'X-Received: by 192.0.2.1',
      'Message-ID: <gmail@example.org>',
    ];
    expect(brief(...text)).toEqual([['ben@example.net', 'failed', '5.1.1']]);
    expect(parse(...text)!.messageIds).toEqual(['gmail@example.org']);
  });

  test('Exchange', () => {
    const old = [
      'From: System Administrator <postmaster@corp.example>',
      'Subject: Undeliverable: hello',
      '',
      'Your message did not reach some or all of the intended recipients.',
      '',
      '      Subject:  hello',
      '      Sent:     1/2/2020 3:04 PM',
      '',
      'The following recipient(s) could not be reached:',
      '',
      "      'ben@corp.example' on 1/2/2020 3:04 PM",
      '            The e-mail account does not exist at the organization this message was sent to.',
      '            <mail.corp.example #5.1.1>',
    ];
    expect(brief(...old)?.[0]?.slice(1)).toEqual(['failed', '5.1.1']);
    const newer = [
      'From: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@corp.example>',
      'Subject: Undeliverable: hello',
      'In-Reply-To: <exchange@example.org>',
      '',
      'Delivery has failed to these recipients or groups:',
      '',
      'ben@corp.example',
      "The email address you entered couldn't be found.",
      '',
      'Diagnostic information for administrators:',
      'Generating server: mail.corp.example',
      'ben@corp.example',
      "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found'",
      '',
      'Original message headers:',
      '',
      'Received: from x',
      'Message-ID: <exchange@example.org>',
    ];
    expect(brief(...newer)).toEqual([['ben@corp.example', 'failed', '5.1.10']]);
    expect(parse(...newer)!.messageIds).toEqual(['exchange@example.org']);
  });

  test('sendmail and old Postfix', () => {
    const sendmail = [
      ...daemon('Returned mail: User unknown'),
      'The original message was received at Thu, 2 Jan 2020',
      '',
      '   ----- The following addresses had permanent fatal errors -----',
      '<ben@example.net>',
      '    (reason: 553 5.3.0 <ben@example.net>... No such user)',
      '',
      '   ----- Transcript of session follows -----',
      '... while talking to mx.example.net.:',
    ];
    expect(brief(...sendmail)).toEqual([['ben@example.net', 'failed', '5.3.0']]);
    const postfix = [
      ...daemon('Undelivered Mail Returned to Sender'),
      'This is the Postfix program at host mx.example.',
      '',
      "I'm sorry to have to inform you that your message could not be",
      'delivered to one or more recipients.',
      '',
      '<ben@example.net>: host mx.example.net[192.0.2.1] said: 452 4.2.2 Mailbox',
      '    full (in reply to RCPT TO command)',
    ];
    expect(brief(...postfix)).toEqual([['ben@example.net', 'failed', '4.2.2']]);
  });
});

describe('what is no bounce', () => {
  const vacation = [
    'From: Ben <ben@example.net>',
    'Subject: Automatic reply: hello',
    'Auto-Submitted: auto-replied',
    '',
    'ben@example.net could not be reached',
  ];
  test.each([
    ['an answer of a vacation program', vacation],
    [
      'a person’s answer to a bounce',
      ['From: ana@example.org', 'Subject: Re: failure notice', '', '<ben@example.net>:', 'unable to deliver 550'],
    ],
    ['a greeting of the post office', [...daemon('Welcome to your new mailbox'), 'Write to', 'help@mx.example', 'if you need anything.']],
    [
      'a read receipt',
      [
        'From: ben@example.net',
        'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
        '',
        '--b',
        'Content-Type: message/disposition-notification',
        '',
        'Final-Recipient: rfc822;ben@example.net',
        'Disposition: manual-action/MDN-sent-manually; displayed',
        '--b--',
      ],
    ],
    ['nothing at all', ['']],
  ])('%s', (_what, lines) => {
    expect(parse(...lines)).toBeNull();
  });
});

test('hostile reports cost time in proportion to their length, and no more recipients than bounded', () => {
  const many = [
    'Reporting-MTA: dns;x',
    '',
    ...Array.from({ length: 30_000 }, (_, at) => `Final-Recipient: rfc822;a${at}@b.c\r\nAction: failed\r\n`),
  ];
  expect(parse(...report(many))!.recipients.length).toBeLessThanOrEqual(500);
  for (const piece of ['<a@b.c>:', 'a@', '@', ' 550', '<', 'x@y.z\r\n', '-----', '5.1.1 ', "'"])
    expect(parse(...daemon('failure notice'), piece.repeat(100_000)) === undefined).toBe(false);
});

const corpus = new URL('../../../shared/corpora/eml/', import.meta.url);
describe.skipIf(!existsSync(corpus))('the messages of the corpus', () => {
  test.each([
    ['deltachat-gmail-ndn-group.eml', [['assidhfaaspocwaeofi@gmail.com', 'failed', '5.1.1']]],
    ['deltachat-testrun-ndn-2.eml', [['bob@example.org', 'failed', '5.4.4']]],
    ['mailparser-delivery-status.eml', [['xxxx@xxxx.com', 'failed', '5.1.1']]],
    ['mimekit-delivery-status-multiple-blank-lines.eml', [['orig_recip@customer.com', 'failed', '5.5.0']]],
    ['mimekit-delivery-status-no-blank-line.eml', [['newsletter-request@imusic.com', 'failed', null]]],
    ['mimekit-delivery-status2.eml', [['source@domain.com', 'failed', '5.0.0']]],
    ['rubymail-report-422.eml', [['fraser@oooooooo.com.au', 'delayed', '4.2.2']]],
  ])('%s', (file, expected) => {
    expect(brief(readFileSync(new URL(file, corpus), 'latin1'))).toEqual(expected);
  });
  test('no other of them is taken for a bounce', () => {
    const taken = readdirSync(corpus).filter(
      (file) => file.endsWith('.eml') && parseDeliveryReport(readFileSync(new URL(file, corpus))) !== null,
    );
    expect(taken).toEqual(expect.arrayContaining(['deltachat-testrun-ndn-2.eml']));
    for (const file of taken)
      expect(readFileSync(new URL(file, corpus), 'latin1').toLowerCase(), file).toMatch(/delivery-status|mailer-daemon/);
  });
});
