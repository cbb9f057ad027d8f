import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';
import { MailError } from '#lib/mail/index.ts';
import type { TlsChoice } from './connect.ts';
import type { EgressGuard } from './egress-guard.ts';
import { aborted, withDeadline } from './with-deadline.ts';

export type GuardedFetchOptions = {
  guard: EgressGuard;
  method?: 'GET' | 'POST';
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  signal?: AbortSignal | undefined;
  /** name, connection, answer and body together; default 5 s */
  timeoutMs?: number;
  /** body octets; default 10 MiB */
  maxBytes?: number;
  /** each one is checked anew; 0 gives the redirect itself back; default 3 */
  maxRedirects?: number;
  /** asked before each redirect is followed: discovery stays on the domain it began with (D3) */
  mayFollow?: (from: URL, to: URL) => boolean;
  tlsOptions?: TlsChoice | undefined;
};

export type GuardedAnswer = { status: number; headers: Headers; body: Buffer; url: URL };

const redirects = new Set([301, 302, 303, 307, 308]);

/**
 * One web request from our side (security.md §3, §7): https, or http only to be sent on to https; no cookies, no referrer, a fixed user agent;
 * every hop goes to an address that the egress guard checked; the body is bounded while it arrives.
 *
 * @throws MailError 'egress-denied', 'network', 'tls', 'too-large', 'refused' (a redirect that may not be followed), 'aborted', 'invalid'
 */
export async function guardedFetch(address: string | URL, options: GuardedFetchOptions): Promise<GuardedAnswer> {
  const { timeoutMs = 5_000, signal } = options;
  const ended = new AbortController();
  const late = () => new MailError('network', 'no whole answer in time', { stage: 'tcp', code: 'ETIMEDOUT' });
  const limits = { signal, timeoutMs, late, abandon: () => ended.abort() };
  return withDeadline(followRedirects(readUrl(String(address), null), options, ended.signal), limits);
}

async function followRedirects(start: URL, options: GuardedFetchOptions, signal: AbortSignal): Promise<GuardedAnswer> {
  const { maxRedirects = 3, mayFollow = () => true } = options;
  let url = start;
  let method = options.method ?? 'GET';
  let body = options.body;
  for (let hop = 0; ; hop += 1) {
    const answer = await requestOnce(url, method, body, options, signal);
    const location = redirects.has(answer.status) ? answer.headers.get('location') : null;
    if (location === null && url.protocol === 'https:') return answer;
    if (location === null) throw new MailError('refused', 'only https is spoken', { code: 'HTTP', permanent: true });
    if (maxRedirects === 0) return answer;
    if (hop >= maxRedirects) throw new MailError('refused', 'too many redirects', { code: 'REDIRECTS' });
    const next = readUrl(location, url);
    // http is only the way in: back from https it would be a downgrade.
    if (next.protocol !== 'https:' || !mayFollow(url, next))
      throw new MailError('refused', 'redirect leads elsewhere', { code: 'REDIRECT', permanent: true });
    if (answer.status === 303 || (method === 'POST' && answer.status < 303)) {
      method = 'GET';
      body = undefined;
    }
    url = next;
  }
}

function readUrl(text: string, base: URL | null): URL {
  const url = URL.parse(text, base ?? undefined);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.username !== '' || url.password !== '') {
    throw new MailError('invalid', 'not an address of the web', { code: 'URL', permanent: true });
  }
  url.hash = '';
  return url;
}

async function requestOnce(
  url: URL,
  method: 'GET' | 'POST',
  body: string | Uint8Array | undefined,
  options: GuardedFetchOptions,
  signal: AbortSignal,
): Promise<GuardedAnswer> {
  const { guard, headers = {}, maxBytes = 10 * 1024 * 1024 } = options;
  const dispatcher = agentOf(guard, options, signal);
  try {
    const response = await undiciFetch(url, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: { 'user-agent': 'Postern', accept: '*/*', ...headers },
      redirect: 'manual',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      signal,
      dispatcher,
    });
    const answer = new Headers();
    for (const [name, value] of response.headers) answer.append(name, value);
    const isRedirect = redirects.has(response.status);
    return { status: response.status, headers: answer, body: isRedirect ? Buffer.alloc(0) : await readBody(response.body, maxBytes), url };
  } catch (error) {
    throw asFetchError(error);
  } finally {
    await dispatcher.destroy();
  }
}

/** One agent for one request: no connection outlives the check that it was made under. */
function agentOf(guard: EgressGuard, { tlsOptions, timeoutMs = 5_000 }: GuardedFetchOptions, signal: AbortSignal): Dispatcher {
  return new Agent({
    connections: 1,
    pipelining: 1,
    maxHeaderSize: 64 * 1024,
    connect: ({ protocol, hostname, port }, callback) => {
      const isSecure = protocol === 'https:';
      const request = { host: hostname, port: Number(port) || (isSecure ? 443 : 80), signal, timeoutMs, alsoPorts: isSecure ? [] : [80] };
      const socket = isSecure ? guard.connectTls({ ...request, tlsOptions }) : guard.connectTcp(request);
      socket.then(
        (connected) => callback(null, connected),
        (error: Error) => callback(error, null),
      );
    },
  });
}

async function readBody(stream: AsyncIterable<Uint8Array> | null, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new MailError('too-large', 'answer is larger than allowed', { code: 'MAX-BYTES' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}

/** fetch hides what went wrong behind its own error; ours stands in the chain of causes. */
function asFetchError(error: unknown): unknown {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; cause = cause.cause, depth += 1)
    if (cause.name === 'MailError') return cause;
  if (error instanceof Error && error.name === 'AbortError') return aborted();
  const cause = error instanceof Error ? error.cause : null;
  const code = cause !== null && typeof cause === 'object' && 'code' in cause ? String(cause.code) : null;
  return new MailError('network', 'web request failed', { stage: 'tcp', code, cause: error });
}
