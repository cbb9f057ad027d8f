import { expect, test } from './fixtures.ts';
import { basicAuthorization, openDoor } from './jmap/jmap-door.ts';

const origin = 'https://client.example.org';

test('CORS: pages of configured origins only, with an Authorization header and without cookies; Basic may be switched off', async ({
  newUser,
  ownApp,
  app,
}) => {
  const user = await newUser('cors');
  const own = await ownApp({ env: { POSTERN_CORS_ORIGINS: origin } });
  const door = await openDoor(own.url, user);
  const { session, authorization } = door;
  const urls = [
    `${own.url}/.well-known/jmap`,
    session.apiUrl,
    session.uploadUrl.replace('{accountId}', door.accountId),
    `${own.url}/api/download/${door.accountId}/Unone/x?accept=text/plain`,
    session.eventSourceUrl.replace('{types}', '*').replace('{closeafter}', 'no').replace('{ping}', '0'),
  ];
  for (const url of urls) {
    const asked = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
    });
    expect([asked.status, asked.headers.get('access-control-allow-origin')], url).toEqual([204, origin]);
    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
    expect(asked.headers.get('access-control-allow-headers')?.toLowerCase()).not.toContain('x-postern');
    expect(asked.headers.get('access-control-allow-credentials')).toBeNull();
    const foreign = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(foreign.headers.get('access-control-allow-origin'), url).toBeNull();
  }
  const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', {}, 'a']] });
  const post = (from: string, headers: Record<string, string>) =>
    fetch(session.apiUrl, { method: 'POST', body, headers: { origin: from, 'content-type': 'application/json', ...headers } });
  const answer = await post(origin, { authorization });
  expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  expect(answer.headers.get('vary')).toContain('Origin');
  // a refusal can be read too, or the client could not say why
  const refused = await post(origin, { authorization: basicAuthorization(user.address, 'wrong') });
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([401, origin]);
  expect((await post('https://evil.example', { authorization })).headers.get('access-control-allow-origin')).toBeNull();
  // accounts and sessions are for our own pages alone
  expect((await fetch(`${own.url}/api/accounts`, { headers: { origin } })).headers.get('access-control-allow-origin')).toBeNull();
  // and without the setting nobody is let in
  const plain = await fetch(`${app.url}/.well-known/jmap`, { method: 'OPTIONS', headers: { origin } });
  expect(plain.headers.get('access-control-allow-origin')).toBeNull();

  const closed = await ownApp({ env: { POSTERN_BASIC_PASSWORDS: 'off' } });
  expect((await fetch(`${closed.url}/.well-known/jmap`, { headers: { authorization } })).status).toBe(401);
});
