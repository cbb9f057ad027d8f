import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { asText, parseHeaderBlock } from '#lib/message/index.ts';
import { baseSubject, groupMessages, type ThreadMessage, type ThreadNode, type ThreadRule, threadMessage, threadTree } from './index.ts';
import { MemoryThreads } from './testing/memory-threads.ts';

type CaseMessage = Partial<
  Record<'date' | 'from' | 'to' | 'subject' | 'messageId' | 'references' | 'inReplyTo' | 'listId' | 'autoSubmitted', string>
>;
type Case = {
  id: string;
  title: string;
  orderDependent?: boolean;
  messages: CaseMessage[];
  expect: { rfc5256?: string; rfc5256Groups?: number[][] } & Record<'links' | 'jmap' | 'conversation', number[][]>;
};

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`./testing/${name}`, import.meta.url), 'utf8'));
const { cases } = read('threads.json') as { cases: Case[] };
const { subjects } = read('subjects.json') as { subjects: { raw: string; project: { base: string; replyOrForward: boolean } }[] };

const fieldNames: Record<keyof CaseMessage, string> = {
  date: 'Date',
  from: 'From',
  to: 'To',
  subject: 'Subject',
  messageId: 'Message-ID',
  references: 'References',
  inReplyTo: 'In-Reply-To',
  listId: 'List-Id',
  autoSubmitted: 'Auto-Submitted',
};

function toThreadMessage(message: CaseMessage): ThreadMessage {
  const lines = Object.entries(fieldNames).flatMap(([key, name]) => {
    const value = message[key as keyof CaseMessage];
    return value === undefined ? [] : [`${name}: ${value}\r\n`];
  });
  return threadMessage(parseHeaderBlock(Buffer.from(`${lines.join('')}\r\n`)), Date.UTC(2026, 0, 1));
}

const sorted = (groups: readonly (readonly number[])[]): string =>
  JSON.stringify(groups.map((group) => [...group].sort((a, b) => a - b)).sort((a, b) => (a[0] ?? 0) - (b[0] ?? 0)));

/** A repeatable shuffle. */
function shuffled(length: number, seed: number): number[] {
  const order = Array.from({ length }, (_, index) => index);
  let state = seed * 2654435761 + 1;
  for (let at = length - 1; at > 0; at -= 1) {
    state = (state * 1103515245 + 12345) % 2147483648;
    const other = state % (at + 1);
    [order[at], order[other]] = [order[other] as number, order[at] as number];
  }
  return order;
}

function groupInOrder(messages: readonly ThreadMessage[], order: readonly number[], rule: ThreadRule): string {
  const threads = new MemoryThreads(rule);
  for (const index of order) threads.add(messages[index] as ThreadMessage);
  return sorted(threads.groups().map((group) => group.map((at) => (order[at] as number) + 1)));
}

describe.each(cases)('T1: $id: $title', (each) => {
  const messages = each.messages.map(toThreadMessage);
  const inDateOrder = messages.map((_, index) => index).sort((a, b) => (messages[a]?.sentAtMs ?? 0) - (messages[b]?.sentAtMs ?? 0));
  for (const rule of ['links', 'jmap', 'conversation'] as const) {
    test(`${rule} gives the expected threads in every order of arrival`, () => {
      const wanted = sorted(each.expect[rule]);
      expect(sorted(groupMessages(messages, rule).map((group) => group.map((index) => index + 1)))).toBe(wanted);
      expect(groupInOrder(messages, inDateOrder, rule)).toBe(wanted);
      if (rule === 'conversation' && each.orderDependent) return;
      const forwards = messages.map((_, index) => index);
      const orders = [forwards, forwards.toReversed(), ...Array.from({ length: 12 }, (_, seed) => shuffled(messages.length, seed))];
      for (const order of orders) expect(groupInOrder(messages, order, rule)).toBe(wanted);
    });
  }

  // The corpus gives the whole algorithm; where its subject merge (step 5) changed nothing, the tree must be the same.
  const { rfc5256, rfc5256Groups } = each.expect;
  const isTreeOnly = rfc5256Groups !== undefined && sorted(rfc5256Groups) === sorted(each.expect.links) && each.id !== 'duplicate-id';
  if (rfc5256 !== undefined && isTreeOnly) {
    test('T6: the tree is that of RFC 5256 steps 1–4', () => {
      const numbered = messages.map((message, index) => ({ ...message, number: index + 1 }));
      expect(threadTree(numbered).map(toThreadResponse).join('')).toBe(rfc5256);
    });
  }
});

/** RFC 5256 §4 THREAD response of one tree. */
function toThreadResponse(root: ThreadNode<{ number: number }>): string {
  const inner = (node: ThreadNode<{ number: number }>): string => {
    const own = node.message === null ? '' : `${node.message.number}`;
    const [first] = node.children;
    if (first === undefined) return own;
    if (node.children.length === 1) return own === '' ? inner(first) : `${own} ${inner(first)}`;
    const branches = node.children.map((child) => `(${inner(child)})`).join('');
    return own === '' ? branches : `${own} ${branches}`;
  };
  return `(${inner(root)})`;
}

test.each(subjects)('base subject of $raw', ({ raw, project }) => {
  expect(baseSubject(asText(raw))).toEqual({ base: project.base, isReplyOrForward: project.replyOrForward });
});
