import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureCertificates } from './certificates.ts';

/** What the provider does next, and until it is told otherwise; everything of it is a fault. */
export type OAuthFaults = {
  /** another `state` than the one that came */
  wrongState?: boolean;
  /** sends the browser back with this error (RFC 6749 §4.1.2.1) */
  authorizeError?: string | null;
  /** the token endpoint's error (RFC 6749 §5.2), with this status */
  tokenError?: { error: string; status: number } | null;
  /** answers of the token endpoint wait for this */
  holdTokens?: Promise<void> | null;
  /** the token endpoint answers what is no answer */
  nonsense?: boolean;
  /** no `token_type`, and an ID token that nobody asked for */
  sloppy?: boolean;
  /** signs ID tokens with a key that is not published */
  forgesSignature?: boolean;
  /** claims of the ID token that are other than they should be */
  claims?: Record<string, unknown>;
};

type Grant = { user: string; clientId: string; scope: string; isRevoked: boolean };

export type FakeOAuth = {
  /** its https address, which is also its issuer */
  issuer: string;
  port: number;
  client: { id: string; secret: string };
  faults: OAuthFaults;
  /** whom the window lets in, whoever was hinted at; null: who was hinted at */
  chooses: string | null;
  /** seconds that access tokens live */
  lifeSeconds: number;
  /** true: a page with buttons; false: sends back at once */
  asks: boolean;
  /** claims about a person beside `sub` (OpenID Connect Core §5.1) */
  people: Map<string, Record<string, unknown>>;
  /** every request, in order: `authorize`, `token authorization_code`, `token refresh_token`, `introspect`, `revoke` */
  asked: string[];
  /** the tokens that it ever gave: must be seen nowhere */
  given: string[];
  /** all access tokens are refused from now on, as if they had ended; refresh tokens hold */
  endTokens(): void;
  /** refresh tokens are refused with `invalid_grant` from now on */
  endGrants(): void;
  /** the part of `POSTERN_PROVIDERS` that describes it; its tokens are for these hosts */
  facts(hosts: string[]): Record<string, unknown>;
  /** for dovecot.conf: tokens are asked for here (passdb oauth2) */
  dovecotConfig: string;
  stop(): Promise<void>;
};

const form = 'application/x-www-form-urlencoded';
const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
const token = () => randomBytes(24).toString('base64url');

/**
 * An authorisation server on loopback (RFC 6749, 7636, 7009, 7662; OpenID Connect): codes hold once, refresh tokens rotate and a used one ends
 * its grant (RFC 9700 §4.14.2), PKCE and the redirect address are checked. It can be told to misbehave.
 */
export async function startFakeOAuth(): Promise<FakeOAuth> {
  const { certFile, keyFile } = ensureCertificates().trusted;
  const client = { id: `client-${token().slice(0, 8)}`, secret: `secret-${token()}` };
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const forged = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const codes = new Map<string, { grant: Grant; redirectUri: string; challenge: string; nonce: string | null; isUsed: boolean }>();
  const refreshTokens = new Map<string, { grant: Grant; isUsed: boolean }>();
  const accessTokens = new Map<string, { grant: Grant; untilMs: number }>();
  const dir = await mkdtemp(join(tmpdir(), 'postern-oauth-'));

  const oauth: FakeOAuth = {
    issuer: '',
    port: 0,
    client,
    faults: {},
    chooses: null,
    lifeSeconds: 3_600,
    asks: false,
    people: new Map(),
    asked: [],
    given: [],
    endTokens: () => accessTokens.clear(),
    endGrants: () => refreshTokens.clear(),
    facts: (hosts) => ({
      key: 'fake',
      name: 'Fake Mail',
      auth: `${oauth.issuer}/authorize`,
      token: `${oauth.issuer}/token`,
      revoke: `${oauth.issuer}/revoke`,
      scopes: { imap: 'mail', pop3: 'mail', smtp: 'mail send', always: 'offline' },
      hosts,
    }),
    dovecotConfig: '',
    async stop() {
      for (const server of [pages, introspection]) server.closeAllConnections();
      await Promise.all([pages, introspection].map((server) => new Promise<void>((resolve) => void server.close(() => resolve()))));
      await rm(dir, { recursive: true, force: true });
    },
  };

  function giveTokens(grant: Grant, nonce: string | null): Record<string, unknown> {
    const [accessToken, refreshToken] = [token(), token()];
    accessTokens.set(accessToken, { grant, untilMs: Date.now() + oauth.lifeSeconds * 1_000 });
    refreshTokens.set(refreshToken, { grant, isUsed: false });
    oauth.given.push(accessToken, refreshToken);
    const isOpenId = grant.scope.split(' ').includes('openid') || oauth.faults.sloppy === true;
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: oauth.lifeSeconds,
      ...(oauth.faults.sloppy ? {} : { token_type: 'Bearer' }),
      ...(isOpenId ? { id_token: idToken(grant, nonce) } : {}),
    };
  }

  function idToken(grant: Grant, nonce: string | null): string {
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      ...{ iss: oauth.issuer, aud: grant.clientId, sub: grant.user, iat: now, exp: now + 300 },
      ...(nonce === null ? {} : { nonce }),
      ...oauth.people.get(grant.user),
      ...oauth.faults.claims,
    };
    const part = (json: unknown) => Buffer.from(JSON.stringify(json)).toString('base64url');
    const signed = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), (oauth.faults.forgesSignature ? forged : keys).privateKey).toString('base64url')}`;
  }

  const ask = (response: ServerResponse, url: URL, user: string) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    const link = (answer: string) => {
      const target = new URL(url);
      target.searchParams.set('answer', answer);
      return `${target.pathname}${target.search}`.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
    };
    response.end(
      `<!doctype html><title>Fake Mail</title><h1>Fake Mail</h1><p>${user.replaceAll('<', '')}</p><a href="${link('yes')}">Allow</a> <a href="${link('no')}">Deny</a>`,
    );
  };

  function authorize(url: URL, response: ServerResponse): void {
    oauth.asked.push('authorize');
    const query = url.searchParams;
    const redirectUri = query.get('redirect_uri') ?? '';
    const isAsked = query.get('response_type') === 'code' && query.get('client_id') === client.id && URL.canParse(redirectUri);
    if (!isAsked || query.get('code_challenge_method') !== 'S256') {
      response.writeHead(400).end('invalid request');
      return;
    }
    const user = oauth.chooses ?? query.get('login_hint') ?? '';
    const answer = query.get('answer');
    if (oauth.asks && answer === null) {
      ask(response, url, user);
      return;
    }
    const back = new URL(redirectUri);
    back.searchParams.set('state', oauth.faults.wrongState ? token() : (query.get('state') ?? ''));
    const error = oauth.faults.authorizeError ?? (answer === 'no' ? 'access_denied' : null);
    if (error !== null) back.searchParams.set('error', error);
    else {
      const code = token();
      const grant = { user, clientId: client.id, scope: query.get('scope') ?? '', isRevoked: false };
      const challenge = query.get('code_challenge') ?? '';
      codes.set(code, { grant, redirectUri, challenge, nonce: query.get('nonce'), isUsed: false });
      back.searchParams.set('code', code);
    }
    response.writeHead(302, { location: back.href }).end();
  }

  function tokensFor(fields: URLSearchParams): Record<string, unknown> | string {
    if (fields.get('client_id') !== client.id || fields.get('client_secret') !== client.secret) return 'invalid_client';
    if (fields.get('grant_type') === 'authorization_code') {
      const code = codes.get(fields.get('code') ?? '');
      if (
        code === undefined ||
        code.redirectUri !== fields.get('redirect_uri') ||
        hash(fields.get('code_verifier') ?? '') !== code.challenge
      )
        return 'invalid_grant';
      // RFC 6749 §4.1.2: a code that comes twice ends what it gave
      if (code.isUsed) code.grant.isRevoked = true;
      if (code.isUsed) return 'invalid_grant';
      code.isUsed = true;
      return giveTokens(code.grant, code.nonce);
    }
    const refresh = refreshTokens.get(fields.get('refresh_token') ?? '');
    if (refresh === undefined || refresh.grant.isRevoked) return 'invalid_grant';
    if (refresh.isUsed) refresh.grant.isRevoked = true;
    if (refresh.isUsed) return 'invalid_grant';
    refresh.isUsed = true;
    return giveTokens(refresh.grant, null);
  }

  async function answerTokens(fields: URLSearchParams, response: ServerResponse): Promise<void> {
    oauth.asked.push(`token ${fields.get('grant_type')}`);
    const { tokenError, nonsense, holdTokens } = oauth.faults;
    await holdTokens;
    if (nonsense) return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Welcome</h1>');
    const answer = tokenError == null ? tokensFor(fields) : tokenError.error;
    const status = typeof answer === 'string' ? (tokenError?.status ?? 400) : 200;
    sendJson(response, typeof answer === 'string' ? { error: answer, error_description: `for ${fields}` } : answer, status);
  }

  function metadata(): Record<string, unknown> {
    return {
      issuer: oauth.issuer,
      authorization_endpoint: `${oauth.issuer}/authorize`,
      token_endpoint: `${oauth.issuer}/token`,
      jwks_uri: `${oauth.issuer}/keys`,
      response_types_supported: ['code'],
      id_token_signing_alg_values_supported: ['RS256'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['client_secret_post'],
    };
  }

  const pages = createHttpsServer({ cert: await readFile(certFile), key: await readFile(keyFile) }, (request, response) => {
    const url = new URL(request.url ?? '/', oauth.issuer);
    if (url.pathname === '/authorize') return authorize(url, response);
    if (url.pathname === '/.well-known/openid-configuration') return sendJson(response, metadata());
    if (url.pathname === '/keys')
      return sendJson(response, { keys: [{ ...keys.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] });
    void readForm(request).then((fields) => {
      if (url.pathname === '/token') return answerTokens(fields, response);
      oauth.asked.push(url.pathname.slice(1));
      const known = refreshTokens.get(fields.get('token') ?? '') ?? accessTokens.get(fields.get('token') ?? '');
      if (url.pathname === '/revoke' && known !== undefined) known.grant.isRevoked = true;
      response.writeHead(url.pathname === '/revoke' ? 200 : 404).end();
    });
  });
  // asked by the mail server, which knows no test authority
  const introspection = createHttpServer((request, response) => {
    void readForm(request).then((fields) => {
      oauth.asked.push('introspect');
      const found = accessTokens.get(fields.get('token') ?? '');
      const isActive = found !== undefined && found.untilMs > Date.now() && !found.grant.isRevoked;
      sendJson(response, isActive ? { active: true, username: found.grant.user, scope: found.grant.scope } : { active: false });
    });
  });
  oauth.port = await listen(pages);
  oauth.issuer = `https://localhost:${oauth.port}`;
  const introspectionPort = await listen(introspection);
  const config = join(dir, 'dovecot-oauth2.conf.ext');
  await writeFile(
    config,
    `introspection_url = http://127.0.0.1:${introspectionPort}/introspect\nintrospection_mode = post\nactive_attribute = active\nactive_value = true\nusername_attribute = username\n`,
  );
  await chmod(dir, 0o755);
  oauth.dovecotConfig = `
auth_mechanisms = plain login scram-sha-256 xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${config}
}
`;
  return oauth;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const isForm = (request.headers['content-type'] ?? '').startsWith(form);
  return new URLSearchParams(isForm ? Buffer.concat(chunks).toString() : '');
}

function sendJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(json));
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
