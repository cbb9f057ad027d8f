import { expect, test } from 'vitest';
import { forwardSubject, isForwardSubject, listAddress, references, replyRecipients, replySubject } from './index.ts';

const at = (email: string, name: string | null = null) => ({ name, email });
const emails = (recipients: { to: { email: string }[]; cc: { email: string }[] }): string =>
  `${recipients.to.map((each) => each.email).join(' ')} | ${recipients.cc.map((each) => each.email).join(' ')}`;
const own = ['me@a.example', 'other.me@b.example'];
const message = {
  from: [at('bob@b.example', 'Bob')],
  replyTo: null,
  to: [at('ME@a.example'), at('cat@c.example')],
  cc: [at('dan@d.example'), at('bob@b.example')],
  listPost: null,
};

test('C2: a reply goes to the sender, or where Reply-To says', () => {
  expect(emails(replyRecipients({ message, mode: 'reply', ownAddresses: own }))).toBe('bob@b.example | ');
  expect(emails(replyRecipients({ message: { ...message, replyTo: [at('desk@b.example')] }, mode: 'reply', ownAddresses: own }))).toBe(
    'desk@b.example | ',
  );
});

test('C2: a reply to all leaves out own addresses and duplicates', () => {
  expect(emails(replyRecipients({ message, mode: 'all', ownAddresses: own }))).toBe('bob@b.example | cat@c.example dan@d.example');
  expect(
    emails(
      replyRecipients({ message: { ...message, replyTo: [at('desk@b.example'), at('me@a.example')] }, mode: 'all', ownAddresses: own }),
    ),
  ).toBe('desk@b.example | cat@c.example dan@d.example bob@b.example');
});

test('C2: answering an own mail goes to whom it went', () => {
  const sent = {
    ...message,
    from: [at('me@a.example')],
    replyTo: [at('me@a.example')],
    to: [at('cat@c.example'), at('other.me@b.example')],
    cc: [at('dan@d.example')],
  };
  expect(emails(replyRecipients({ message: sent, mode: 'reply', ownAddresses: own }))).toBe('cat@c.example other.me@b.example | ');
  expect(emails(replyRecipients({ message: sent, mode: 'all', ownAddresses: own }))).toBe('cat@c.example | dan@d.example');
  const toSelf = { ...sent, to: [at('me@a.example')], cc: null };
  expect(emails(replyRecipients({ message: toSelf, mode: 'all', ownAddresses: own }))).toBe('me@a.example | ');
});

test('C2: a reply to the list goes to List-Post, else to all', () => {
  const list = { ...message, listPost: ['https://x.example', 'mailto:dev%40lists.example?subject=x'] };
  expect(emails(replyRecipients({ message: list, mode: 'list', ownAddresses: own }))).toBe('dev@lists.example | ');
  expect(emails(replyRecipients({ message, mode: 'list', ownAddresses: own }))).toBe('bob@b.example | cat@c.example dan@d.example');
  for (const bad of [['mailto:%zz'], ['mailto:'], ['https://x.example'], ['mailto:a b@c'], []]) expect(listAddress(bad)).toBeNull();
});

test('what is no address gets no mail', () => {
  const broken = { ...message, from: [at('undisclosed')], to: [at('')], cc: null };
  expect(replyRecipients({ message: broken, mode: 'all', ownAddresses: own })).toEqual({ to: [], cc: [] });
});

test('C1: References are those of the parent and its Message-ID, else its single In-Reply-To', () => {
  expect(references({ messageId: ['3'], inReplyTo: ['2'], references: ['1', '2'] })).toEqual({
    inReplyTo: ['3'],
    references: ['1', '2', '3'],
  });
  expect(references({ messageId: ['3'], inReplyTo: ['2'], references: null })).toEqual({ inReplyTo: ['3'], references: ['2', '3'] });
  expect(references({ messageId: ['3'], inReplyTo: ['1', '2'], references: null })).toEqual({ inReplyTo: ['3'], references: ['3'] });
  expect(references({ messageId: ['3'], inReplyTo: null, references: null })).toEqual({ inReplyTo: ['3'], references: ['3'] });
  expect(references({ messageId: null, inReplyTo: null, references: ['1'] })).toEqual({ inReplyTo: null, references: ['1'] });
  expect(references({ messageId: null, inReplyTo: null, references: null })).toEqual({ inReplyTo: null, references: null });
});

test.each([
  ['Plan', 'Re: Plan', 'Fwd: Plan'],
  ['Re: Plan', 'Re: Plan', 'Fwd: Re: Plan'],
  ['RE: re: AW: Plan', 'Re: Plan', 'Fwd: RE: re: AW: Plan'],
  ['Re[2]: Plan', 'Re: Plan', 'Fwd: Re[2]: Plan'],
  ['Fwd: Plan', 'Re: Fwd: Plan', 'Fwd: Plan'],
  ['回复：Plan', 'Re: Plan', 'Fwd: 回复：Plan'],
  ['Regarding: x', 'Re: Regarding: x', 'Fwd: Regarding: x'],
  ['', 'Re:', 'Fwd:'],
  [null, 'Re:', 'Fwd:'],
  ['a\r\nBcc: x', 'Re: a Bcc: x', 'Fwd: a Bcc: x'],
])('subject %j', (subject, reply, forward) => {
  expect(replySubject(subject)).toBe(reply);
  expect(forwardSubject(subject)).toBe(forward);
});

test('the subject says what was done last: a forward, or an answer to one', () => {
  expect(['FW: Plan', 'Fwd: Plan', 'WG: Plan', 'TR : Plan', '转发：计划'].map(isForwardSubject)).toEqual(Array(5).fill(true));
  expect(['Re: Fwd: Plan', 'Plan', 'Forward thinking', null].map(isForwardSubject)).toEqual(Array(4).fill(false));
});
