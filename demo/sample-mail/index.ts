import type { EmailAddress } from '#lib/mail/index.ts';
import type { HeaderSpec } from '#lib/message/index.ts';
import { attachmentOf } from './attachments.ts';
import { conversations, notices } from './conversations.ts';
import { invitation } from './invitation.ts';
import { newsletterHtml, newsletters } from './newsletters.ts';
import { cast } from './people.ts';
import { type SampleMessage, writeMessage } from './write-message.ts';

export type { SampleMessage } from './write-message.ts';

/** The people of one try. */
export const demoNames = { first: 'Alex Morgan', second: 'Sam Rivera', third: 'Kim Larsen' };

const hourMs = 3_600_000;
const listHeader = (value: string): HeaderSpec => ({ name: 'List-Id', form: 'raw', value: ` ${value}` });

/**
 * Sample mail of a pair: about 160 messages for the first person and 30 for the second and third, in conversations, newsletters, notices and
 * invitations, in eight languages, with real files attached. Times count back from now, so that the mailbox is always of today.
 */
export async function sampleMail(
  addresses: { first: string; second: string; third: string },
  nowMs: number,
): Promise<{ first: SampleMessage[]; second: SampleMessage[]; third: Buffer[] }> {
  const alex: EmailAddress = { name: demoNames.first, email: addresses.first };
  const sam: EmailAddress = { name: demoNames.second, email: addresses.second };
  const kim: EmailAddress = { name: demoNames.third, email: addresses.third };
  const first = [
    ...(await conversationMail(alex, sam, nowMs)),
    ...(await noticeMail(alex, nowMs)),
    ...(await newsletterMail(alex, nowMs)),
    ...(await invitationMail(alex, nowMs)),
  ];
  const second = [
    ...(await noticeMail(sam, nowMs)).slice(0, 20),
    ...(await newsletterMail(sam, nowMs)).slice(0, 6),
    ...(await invitationMail(sam, nowMs)),
  ];
  // a maildrop has no folders: what came, oldest first
  const third = [
    ...(await noticeMail(kim, nowMs)),
    ...(await newsletterMail(kim, nowMs)).slice(0, 6),
    ...(await invitationMail(kim, nowMs)),
  ]
    .filter(({ mailbox }) => mailbox === 'INBOX')
    .sort((one, other) => one.receivedAtMs - other.receivedAtMs)
    .map(({ raw }) => raw);
  return { first, second, third };
}

async function conversationMail(alex: EmailAddress, sam: EmailAddress, nowMs: number): Promise<SampleMessage[]> {
  const messages: SampleMessage[] = [];
  for (const [index, conversation] of conversations.entries()) {
    const others = [...new Set(conversation.turns.map((turn) => turn.from))]
      .filter((name) => name !== 'me')
      .map((name) => (name === 'sam' ? sam : cast[name]));
    const references: string[] = [];
    for (const [turnIndex, turn] of conversation.turns.entries()) {
      const isMine = turn.from === 'me';
      const from = isMine ? alex : turn.from === 'sam' ? sam : cast[turn.from as keyof typeof cast];
      const id = `talk-${index}-${turnIndex}@demo.invalid`;
      const atMs = nowMs - turn.hoursAgo * hourMs;
      const isLast = turnIndex === conversation.turns.length - 1;
      const cc = (conversation.cc ?? []).map((name) => cast[name]).filter((person) => person.email !== from.email);
      const raw = await writeMessage({
        id,
        from,
        to: isMine ? others : [alex],
        cc,
        subject: turnIndex === 0 ? conversation.subject : `Re: ${conversation.subject}`,
        text: turn.text,
        atMs,
        references: [...references],
        attachments: turnIndex === 0 && conversation.attach !== undefined ? [attachmentOf(conversation.attach)] : [],
      });
      const isUnread = isLast && conversation.unread === true;
      const answered = conversation.turns[turnIndex + 1]?.from === 'me' ? ['\\Answered'] : [];
      const starred = isLast && conversation.starred === true ? ['\\Flagged'] : [];
      messages.push({
        mailbox: isMine ? 'Sent' : (conversation.mailbox ?? 'INBOX'),
        flags: [...(isUnread ? [] : ['\\Seen']), ...answered, ...starred],
        receivedAtMs: atMs,
        raw,
      });
      references.push(id);
    }
  }
  return messages;
}

async function noticeMail(to: EmailAddress, nowMs: number): Promise<SampleMessage[]> {
  const messages: SampleMessage[] = [];
  for (const [sender, notice] of notices.entries()) {
    // Three rounds: the last weeks in the inbox, what is older filed away.
    for (let round = 0; round < 3; round += 1) {
      for (const [index, subject] of notice.subjects.entries()) {
        const number = String(1000 + sender * 211 + index * 17 + round * 503);
        const atMs = nowMs - (7 + sender * 5 + index * 31 + round * 900) * hourMs;
        const raw = await writeMessage({
          id: `notice-${sender}-${index}-${round}@demo.invalid`,
          from: { name: notice.name, email: notice.email },
          to: [to],
          subject: subject.replace('{n}', number),
          text: notice.text.replace('{n}', number).replace('Alex', to.name?.split(' ')[0] ?? 'you'),
          atMs,
          headers: notice.list === undefined ? [] : [listHeader(notice.list)],
        });
        messages.push({
          mailbox: round === 0 ? 'INBOX' : 'Archive',
          flags: round === 0 && index === 0 ? [] : ['\\Seen'],
          receivedAtMs: atMs,
          raw,
        });
      }
    }
  }
  return messages;
}

async function newsletterMail(to: EmailAddress, nowMs: number): Promise<SampleMessage[]> {
  const messages: SampleMessage[] = [];
  for (const [sender, newsletter] of newsletters.entries()) {
    for (const [index, issue] of newsletter.issues.entries()) {
      const atMs = nowMs - (9 + sender * 13 + index * 168) * hourMs;
      const text = [issue.lead, ...issue.stories.map(([title, line]) => `${title}\n${line}`)].join('\n\n');
      const raw = await writeMessage({
        id: `letter-${sender}-${index}@demo.invalid`,
        from: { name: newsletter.name, email: newsletter.email },
        to: [to],
        subject: issue.subject,
        text,
        html: newsletterHtml(newsletter, issue, 48 - index),
        atMs,
        headers: [
          listHeader(`<${newsletter.email.replace('@', '.')}>`),
          { name: 'List-Unsubscribe', form: 'raw', value: ` <mailto:${newsletter.email}?subject=leave>` },
        ],
      });
      messages.push({ mailbox: 'INBOX', flags: index === 0 ? [] : ['\\Seen'], receivedAtMs: atMs, raw });
    }
  }
  return messages;
}

async function invitationMail(to: EmailAddress, nowMs: number): Promise<SampleMessage[]> {
  const events = [
    { title: 'Site meeting at the harbour house', place: 'Harbour house', organiser: cast.tomas, inDays: 3, hoursAgo: 16 },
    { title: 'Book club: The Summer Book', place: 'City library, reading room', organiser: cast.nora, inDays: 6, hoursAgo: 62 },
    { title: 'Dumplings', place: 'By the canal', organiser: cast.ben, inDays: 2, hoursAgo: 6 },
  ];
  const messages: SampleMessage[] = [];
  for (const [index, event] of events.entries()) {
    const atMs = nowMs - event.hoursAgo * hourMs;
    const startMs = Math.floor((nowMs + event.inDays * 24 * hourMs) / (24 * hourMs)) * 24 * hourMs + 10 * hourMs;
    const raw = await writeMessage({
      id: `event-${index}@demo.invalid`,
      from: event.organiser,
      to: [to],
      subject: `Invitation: ${event.title}`,
      text: `${event.organiser.name} invites you.\n\n${event.title}\n${event.place}\n`,
      atMs,
      attachments: [
        invitation({
          uid: `event-${index}@demo.invalid`,
          title: event.title,
          place: event.place,
          organiser: event.organiser.email,
          attendee: to.email,
          startMs,
          hours: 2,
        }),
      ],
    });
    messages.push({ mailbox: 'INBOX', flags: index === 0 ? [] : ['\\Seen'], receivedAtMs: atMs, raw });
  }
  return messages;
}
