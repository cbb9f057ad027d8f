import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { MailError, Secret } from '#lib/mail/index.ts';
import type { Logger } from './index.ts';
import { createLogger, safe } from './index.ts';

function startLog(level: 'debug' | 'info' | 'warn' | 'error' | 'silent' = 'debug'): {
  log: Logger;
  lines: string[];
  last: () => Record<string, unknown>;
} {
  const lines: string[] = [];
  const log = createLogger({ level: () => level, write: (line) => void lines.push(line), nowMs: () => 0 });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

test('a line is one JSON object with time, level, event and the fields of the child', () => {
  const { log, lines, last } = startLog();
  log.child({ accountId: 'a1', room: 'sync' }).info('pass done', { messages: 12, modSeq: 5n });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/\n$/);
  expect(last()).toEqual({
    time: '1970-01-01T00:00:00.000Z',
    level: 'info',
    event: 'pass done',
    accountId: 'a1',
    room: 'sync',
    messages: 12,
    modSeq: '5',
  });
});

test('lines below the level are not written', () => {
  const { log, lines } = startLog('warn');
  log.info('quiet');
  log.warn('loud');
  expect(lines).toHaveLength(1);
});

test('V7: no canary gets through any field name, depth, error or wrapper', () => {
  const { log, lines } = startLog();
  const canary = 'canary-4f1e9';
  const failing = new Error(`could not parse ${canary}`, { cause: new TypeError(canary) });
  const mailError = new MailError('refused', canary, { code: '550', serverText: canary, cause: failing });
  const all: Record<string, unknown> = {
    [canary.slice(0, 0) || 'note']: canary,
    text: canary,
    subject: canary,
    password: safeLooking(canary),
    pass: canary,
  };
  log.info('flat', all);
  log.info('deep', { outer: { inner: { text: canary, list: [canary, { body: canary }] } } });
  log.info('typed', { secret: new Secret(canary), host: new Secret(canary), id: { value: new Secret(canary) } });
  log.warn('failed', { error: mailError, cause: failing });
  log.error('bytes', { data: Buffer.from(canary), map: new Map([[canary, canary]]), set: new Set([canary]), toString: () => canary });
  expect(lines.join('')).not.toContain(canary);
  expect(lines.join('')).not.toContain(Buffer.from(canary).toString('base64'));
  expect(inspect(new Secret(canary))).not.toContain(canary);
});

const safeLooking = (text: string) => ({ reveal: () => text, text });

test('an address never leaves, not even in a field that is safe', () => {
  const { log, lines } = startLog();
  log.info('x', { host: 'ana@example.org', code: '<ana@example.org>', reason: safe('login of ana@example.org refused') });
  expect(lines.join('')).not.toContain('ana');
  expect(lines.join('')).toContain('[address]');
});

test('an error keeps kind, codes and places, and loses its message', () => {
  const { log, last } = startLog();
  log.error('failed', { error: new MailError('network', 'reset by mail.example.org', { stage: 'tcp', code: 'ECONNRESET' }) });
  const error = last().error as Record<string, unknown>;
  expect(error).toMatchObject({ error: 'MailError', kind: 'network', stage: 'tcp', code: 'ECONNRESET' });
  expect(JSON.stringify(error)).not.toContain('reset by');
  expect((error.stack as string[])[0]).toMatch(/^at /);
});

test('a field cannot overwrite the time, level or event of its line, nor break the line', () => {
  const { log, lines, last } = startLog();
  log.info('real', { event: safe('forged'), level: 'error', reason: safe('a\nb') });
  expect(last()).toMatchObject({ event: 'real', level: 'info' });
  expect(lines[0]!.split('\n')).toHaveLength(2);
});

test('huge values and cycles are bounded', () => {
  const { log, lines } = startLog();
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  log.info('x', { cycle, reason: safe('x'.repeat(100_000)), list: new Array(10_000).fill(1) });
  expect(lines[0]!.length).toBeLessThan(5_000);
});
