import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mailPagePath, mailtoRequest } from './mailto-request.ts';

test('RFC 6068 §6.1: recipients, subject and body in all their spellings', () => {
  expect(mailtoRequest('mailto:chris@example.com')).toMatchObject({ mode: 'new', to: 'chris@example.com', subject: '', body: '' });
  expect(mailtoRequest('mailto:infobot@example.com?subject=current-issue')).toMatchObject({ subject: 'current-issue' });
  expect(mailtoRequest('mailto:infobot@example.com?body=send%20current-issue')).toMatchObject({ body: 'send current-issue' });
  expect(mailtoRequest('mailto:infobot@example.com?body=send%20current-issue%0D%0Asend%20index')?.body).toBe(
    'send current-issue\r\nsend index',
  );
  expect(mailtoRequest('mailto:joe@example.com?cc=bob@example.com&body=hello')).toMatchObject({ cc: 'bob@example.com', body: 'hello' });
  expect(mailtoRequest('mailto:?to=joe@example.com&cc=bob@example.com&body=hello')).toMatchObject({ to: 'joe@example.com' });
  expect(mailtoRequest('mailto:addr1@an.example,addr2@an.example')?.to).toBe('addr1@an.example,addr2@an.example');
  expect(mailtoRequest('mailto:gorby%25kremvax@example.com')?.to).toBe('gorby%kremvax@example.com');
  expect(mailtoRequest('mailto:unlikely%3Faddress@example.com?blat=foop')?.to).toBe('unlikely?address@example.com');
  expect(mailtoRequest('MAILTO:%22not%40me%22@example.org?SUBJECT=caf%C3%A9')).toMatchObject({
    to: '"not@me"@example.org',
    subject: 'café',
  });
  // a plus sign is a plus sign
  expect(mailtoRequest('mailto:bill+ietf@example.org?subject=1+1')).toMatchObject({ to: 'bill+ietf@example.org', subject: '1+1' });
});

test('security.md §4: no attachment, no header, nothing that breaks a line into a field', () => {
  const request = mailtoRequest('mailto:a@x.example?attach=/etc/passwd&attachment=x&from=boss@x.example&in-reply-to=%3Ca@b%3E&x-y=1');
  expect(request).toEqual({ mode: 'new', to: 'a@x.example', cc: '', bcc: '', subject: '', body: '' });
  expect(mailtoRequest('mailto:a@x.example?subject=Hi%0D%0ABcc:%20b@x.example')?.subject).toBe('Hi Bcc: b@x.example');
  expect(mailtoRequest('mailto:a@x.example%0D%0Ab@y.example')?.to).not.toMatch(/[\r\n]/);
  for (const other of ['javascript:alert(1)', 'https://x.example', 'data:text/html,x', '', 'mail to:', `mailto:${'a'.repeat(200_000)}@x`])
    expect(mailtoRequest(other)).toBeNull();
  expect(mailPagePath('javascript:alert(1)')).toBe('/mail');
  expect(mailPagePath('mailto:a@x.example?subject=a&b')).toBe('/mail?compose=mailto%3Aa%40x.example%3Fsubject%3Da%26b');
});

test('whatever stands in it, a link gives a request of bounded fields, or none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string(), (to, rest) => {
      const request = mailtoRequest(`mailto:${to}?${rest}`);
      if (request === null) return;
      for (const field of [request.to, request.cc, request.bcc, request.subject]) expect(field ?? '').not.toMatch(/[\r\n]/);
      expect(Object.keys(request).sort()).toEqual(['bcc', 'body', 'cc', 'mode', 'subject', 'to']);
    }),
  );
});

test('a mailto link fills recipients, subject and words, and nothing else', () => {
  expect(
    mailtoRequest(
      'mailto:a@b.example?bcc=x@evil.example&subject=a%0d%0aBcc:x@evil.example&body=%3Cscript%3E&attach=/etc/passwd&cc=c%40d.example',
    ),
  ).toEqual({
    mode: 'new',
    to: 'a@b.example',
    cc: 'c@d.example',
    bcc: 'x@evil.example',
    subject: 'a Bcc:x@evil.example',
    body: '<script>',
  });
  expect(mailtoRequest('mailto:a+b@c.example')?.to).toBe('a+b@c.example');
  expect(mailtoRequest('https://x.example')).toBeNull();
});
