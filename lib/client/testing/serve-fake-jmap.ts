import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { JmapRequest } from '#lib/contract/index.ts';
import { addEmail, mailboxWithRole, noteChange } from './fake-account.ts';
import { createFakeJmap } from './fake-jmap.ts';
import { sampleAccount } from './sample-mail.ts';

/*
 * Shows the screen without a gateway: `node lib/client/testing/serve-fake-jmap.ts <port> <port of next dev> [conversations]`.
 * Answers JMAP itself and hands every other request to Next. `POST /fake/deliver`, `/fake/away`, `/fake/back`, `/fake/filling?of=100000`
 * and `/fake/health?state=retrying` play events.
 */
const [port, nextPort, conversations] = process.argv.slice(2).map(Number);
if (!port || !nextPort) throw new Error('usage: serve-fake-jmap.ts <port> <next port> [conversations]');
const count = conversations ?? 300;
const jmap = createFakeJmap([
  sampleAccount('one', 'mia@postern.example', 'Mia Berg', count, Date.now()),
  sampleAccount('two', 'mia.berg@work.example', 'Mia Berg', Math.min(count, 40), Date.now()),
]);
const streams = new Set<ServerResponse>();
let isAway = false;

jmap.onStates((changed) => {
  for (const stream of streams) sendStates(stream, changed);
});

function sendStates(stream: ServerResponse, changed: Record<string, Record<string, string>>): void {
  stream.write(`event: state\ndata: ${JSON.stringify({ '@type': 'StateChange', changed })}\n\n`);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(value));
}

function play(event: string, query: URLSearchParams): void {
  const account = [...jmap.accounts.values()][0];
  if (account === undefined) return;
  if (event === 'away') {
    isAway = true;
    for (const stream of streams) stream.destroy();
  }
  if (event === 'back') isAway = false;
  if (event === 'deliver') {
    addEmail(account, {
      mailboxId: mailboxWithRole(account, 'inbox'),
      from: [{ name: 'Nora New', email: 'nora@example.org' }],
      to: [{ name: null, email: account.name }],
      subject: query.get('subject') ?? 'Just arrived',
      preview: 'This one was delivered while you were looking.',
      receivedAt: new Date().toISOString().replace(/\.\d+/, ''),
    });
    jmap.push(account.id);
  }
  if (event === 'filling') {
    account.serverMessages.set(mailboxWithRole(account, 'inbox'), Number(query.get('of') ?? 100_000));
    account.health = { ...account.health, state: 'syncing' };
    noteChange(account, 'MailboxProgress', 'x', 'updated');
    noteChange(account, 'AccountHealth', 'singleton', 'updated');
    jmap.push(account.id);
  }
  if (event === 'health') {
    const state = (query.get('state') ?? 'ok') as typeof account.health.state;
    const error = {
      kind: 'login-refused' as const,
      stage: 'auth',
      code: null,
      serverText: '[AUTHENTICATIONFAILED] Invalid credentials',
      host: 'imap.example',
    };
    account.health = { ...account.health, state, error: state === 'ok' ? null : error };
    noteChange(account, 'AccountHealth', 'singleton', 'updated');
    jmap.push(account.id);
  }
}

createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
  if (url.pathname.startsWith('/fake/')) {
    play(url.pathname.slice('/fake/'.length), url.searchParams);
    json(response, { ok: true });
    return;
  }
  const isOurs = url.pathname === '/.well-known/jmap' || /^\/api\/(jmap|eventsource|upload|download)/.test(url.pathname);
  if (isOurs && isAway) {
    json(response, {}, 503);
  } else if (url.pathname === '/.well-known/jmap') json(response, jmap.session(url.origin));
  else if (url.pathname === '/api/jmap') json(response, jmap.handle(JSON.parse(await bodyOf(request)) as JmapRequest));
  else if (url.pathname.startsWith('/api/upload/')) {
    const size = (await bodyOf(request)).length;
    json(response, { accountId: url.pathname.split('/')[3], blobId: `U${size}`, type: request.headers['content-type'], size }, 201);
  } else if (url.pathname.startsWith('/api/download/')) response.writeHead(200, { 'content-type': 'text/plain' }).end('sample');
  else if (url.pathname === '/api/eventsource') {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write(': hello\n\n');
    streams.add(response);
    sendStates(response, Object.fromEntries([...jmap.accounts].map(([id, account]) => [id, jmap.statesOf(account)])));
    const ping = setInterval(() => response.write('event: ping\ndata: {"interval":20}\n\n'), 20_000);
    response.on('close', () => {
      clearInterval(ping);
      streams.delete(response);
    });
  } else {
    const onward = forward(
      { host: '127.0.0.1', port: nextPort, path: request.url, method: request.method, headers: request.headers },
      (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on('error', () => json(response, {}, 502));
    request.pipe(onward);
  }
}).listen(port, '127.0.0.1', () => process.stdout.write(`fake mail on http://127.0.0.1:${port}\n`));
