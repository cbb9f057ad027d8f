import type { MessageKey } from '#lib/client/index.ts';
import type { DoctorProtocol } from '#lib/contract/index.ts';

export type ConsoleFacts = { isSecure: boolean; isSignedIn: boolean };
/** A command that may be typed now, and what it is for. `{address}` stands for the account's address, `{tag}` for the next tag. */
export type Command = { line: string; why: MessageKey; when?: (facts: ConsoleFacts) => boolean };

const before = ({ isSignedIn }: ConsoleFacts) => !isSignedIn;
const inside = ({ isSignedIn }: ConsoleFacts) => isSignedIn;
const plain = ({ isSecure }: ConsoleFacts) => !isSecure;

/** The commands of each protocol, in the order in which they are usually wanted. */
export const commands: Record<DoctorProtocol, readonly Command[]> = {
  smtp: [
    { line: 'EHLO me.example', why: 'console.why.ehlo' },
    { line: 'HELO me.example', why: 'console.why.helo', when: before },
    { line: 'STARTTLS', why: 'console.why.starttls', when: plain },
    { line: 'AUTH LOGIN', why: 'console.why.authLogin', when: before },
    { line: 'MAIL FROM:<{address}>', why: 'console.why.mail', when: inside },
    { line: 'RCPT TO:<{address}>', why: 'console.why.rcpt', when: inside },
    { line: 'DATA', why: 'console.why.data', when: inside },
    { line: 'Subject: Hello by hand', why: 'console.why.header', when: inside },
    { line: '.', why: 'console.why.dot', when: inside },
    { line: 'RSET', why: 'console.why.rset' },
    { line: 'NOOP', why: 'console.why.noop' },
    { line: 'QUIT', why: 'console.why.quit' },
  ],
  imap: [
    { line: '{tag} CAPABILITY', why: 'console.why.capability' },
    { line: '{tag} STARTTLS', why: 'console.why.starttls', when: plain },
    { line: '{tag} LOGIN {address} password', why: 'console.why.login', when: before },
    { line: '{tag} LIST "" "*"', why: 'console.why.list', when: inside },
    { line: '{tag} SELECT INBOX', why: 'console.why.select', when: inside },
    { line: '{tag} FETCH 1 (FLAGS BODY.PEEK[HEADER.FIELDS (FROM SUBJECT DATE)])', why: 'console.why.fetch', when: inside },
    { line: '{tag} SEARCH UNSEEN', why: 'console.why.search', when: inside },
    { line: '{tag} STORE 1 +FLAGS (\\Flagged)', why: 'console.why.store', when: inside },
    { line: '{tag} IDLE', why: 'console.why.idle', when: inside },
    { line: 'DONE', why: 'console.why.done', when: inside },
    { line: '{tag} EXPUNGE', why: 'console.why.expunge', when: inside },
    { line: '{tag} LOGOUT', why: 'console.why.logout' },
  ],
  pop3: [
    { line: 'CAPA', why: 'console.why.capability' },
    { line: 'STLS', why: 'console.why.starttls', when: plain },
    { line: 'USER {address}', why: 'console.why.user', when: before },
    { line: 'PASS password', why: 'console.why.pass', when: before },
    { line: 'STAT', why: 'console.why.stat', when: inside },
    { line: 'LIST', why: 'console.why.pop3List', when: inside },
    { line: 'UIDL', why: 'console.why.uidl', when: inside },
    { line: 'TOP 1 0', why: 'console.why.top', when: inside },
    { line: 'RETR 1', why: 'console.why.retr', when: inside },
    { line: 'DELE 1', why: 'console.why.dele', when: inside },
    { line: 'RSET', why: 'console.why.pop3Rset', when: inside },
    { line: 'NOOP', why: 'console.why.noop', when: inside },
    { line: 'QUIT', why: 'console.why.pop3Quit' },
  ],
};

/** A step of a lesson: what happens, and the line or the act that does it. */
export type LessonStep = { say: MessageKey; does: { line: string } | { act: 'starttls' | 'sign-in' } };
export type Lesson = { id: string; protocol: DoctorProtocol; title: MessageKey; steps: readonly LessonStep[] };

const step = (say: MessageKey, line: string): LessonStep => ({ say, does: { line } });
const signIn: LessonStep = { say: 'console.lesson.signIn', does: { act: 'sign-in' } };

export const lessons: readonly Lesson[] = [
  {
    id: 'send',
    protocol: 'smtp',
    title: 'console.lesson.send',
    steps: [
      step('console.lesson.send.hello', 'EHLO me.example'),
      signIn,
      step('console.lesson.send.from', 'MAIL FROM:<{address}>'),
      step('console.lesson.send.to', 'RCPT TO:<{address}>'),
      step('console.lesson.send.data', 'DATA'),
      step('console.lesson.send.header', 'Subject: Hello by hand'),
      step('console.lesson.send.blank', ''),
      step('console.lesson.send.text', 'This message was typed line by line.'),
      step('console.lesson.send.dot', '.'),
      step('console.lesson.send.quit', 'QUIT'),
    ],
  },
  {
    id: 'pop3',
    protocol: 'pop3',
    title: 'console.lesson.pop3',
    steps: [
      step('console.lesson.pop3.capa', 'CAPA'),
      signIn,
      step('console.lesson.pop3.stat', 'STAT'),
      step('console.lesson.pop3.uidl', 'UIDL'),
      step('console.lesson.pop3.top', 'TOP 1 5'),
      step('console.lesson.pop3.quit', 'QUIT'),
    ],
  },
  {
    id: 'idle',
    protocol: 'imap',
    title: 'console.lesson.idle',
    steps: [
      step('console.lesson.idle.capability', 'a1 CAPABILITY'),
      signIn,
      step('console.lesson.idle.select', 'a2 SELECT INBOX'),
      step('console.lesson.idle.idle', 'a3 IDLE'),
      step('console.lesson.idle.done', 'DONE'),
      step('console.lesson.idle.logout', 'a4 LOGOUT'),
    ],
  },
];

/** STARTTLS first where the line is not encrypted yet: nobody signs in in the clear. */
export function stepsOf(lesson: Lesson, isSecureFromTheStart: boolean): readonly LessonStep[] {
  if (isSecureFromTheStart) return lesson.steps;
  const ask = { smtp: 'STARTTLS', imap: 'a0 STARTTLS', pop3: 'STLS' }[lesson.protocol];
  const [first, ...rest] = lesson.steps;
  const again = lesson.protocol === 'smtp' ? [step('console.lesson.helloAgain', 'EHLO me.example')] : [];
  return [
    ...(first === undefined ? [] : [first]),
    step('console.lesson.starttls', ask),
    { say: 'console.lesson.handshake', does: { act: 'starttls' } },
    ...again,
    ...rest,
  ];
}
