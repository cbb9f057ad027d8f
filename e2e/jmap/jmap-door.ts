import type { Invocation, Session, UploadResponse } from '#lib/contract/index.ts';
import { sessionSchema } from '#lib/contract/index.ts';
import type { MailUser } from '../servers/index.ts';

type Json = Record<string, unknown>;

/** A further argument object of one method call; `accountId` is ours unless it is given. */
export type Call = [method: string, args: Json, callId?: string];

/** What any JMAP client does, and no more: it knows the address of the Session, and has a name and a password. */
export type JmapDoor = {
  session: Session;
  accountId: string;
  authorization: string;
  /** Octets to the API resource as they are. */
  post(body: string | Uint8Array, headers?: Record<string, string>): Promise<Response>;
  /** One request; the account is filled in where a call names none. @throws Error when the whole request was refused */
  call(...calls: Call[]): Promise<Invocation[]>;
  /** One method call. @throws Error with the answer when it is an `error` or another method's */
  ask<Answer = Json>(method: string, args: Json): Promise<Answer>;
  upload(body: BodyInit, type: string | null): Promise<Response>;
  /** Uploads and reads the answer. @throws Error when it was refused */
  put(body: BodyInit, type: string): Promise<UploadResponse>;
  download(blobId: string, name: string, type: string, headers?: Record<string, string>): Promise<Response>;
};

export const basicAuthorization = (login: string, password: string): string =>
  `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;

/** Asks for the Session with this Authorization header, whatever the answer. */
export const askSession = (url: string, headers: Record<string, string>): Promise<Response> =>
  fetch(`${url}/.well-known/jmap`, { headers });

export const capabilities = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);

/**
 * Opens the door with a mailbox password, or with another Authorization header.
 *
 * @throws Error when it stays shut
 */
export async function openDoor(url: string, who: MailUser | string): Promise<JmapDoor> {
  const authorization = typeof who === 'string' ? who : basicAuthorization(who.address, who.password);
  const answer = await askSession(url, { authorization });
  if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
  const session = sessionSchema.parse(await answer.json()) as unknown as Session;
  const accountId = session.primaryAccounts['urn:ietf:params:jmap:mail'] ?? '';

  const post: JmapDoor['post'] = (body, headers = {}) =>
    fetch(session.apiUrl, {
      method: 'POST',
      body,
      headers: { authorization, 'content-type': 'application/json', ...headers },
    } as RequestInit);
  const call: JmapDoor['call'] = async (...calls) => {
    const methodCalls = calls.map(([method, args, callId], index) => [method, { accountId, ...args }, callId ?? `c${index}`]);
    const response = await post(JSON.stringify({ using: capabilities, methodCalls }));
    if (response.status !== 200) throw new Error(`the request was refused: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { methodResponses: Invocation[] }).methodResponses;
  };
  const upload: JmapDoor['upload'] = (body, type) =>
    fetch(session.uploadUrl.replace('{accountId}', accountId), {
      method: 'POST',
      body,
      duplex: 'half',
      headers: type === null ? { authorization } : { authorization, 'content-type': type },
    } as RequestInit);

  return {
    session,
    accountId,
    authorization,
    post,
    call,
    async ask<Answer>(method: string, args: Json) {
      const [first] = await call([method, args]);
      if (first?.[0] !== method) throw new Error(`${method} answered ${JSON.stringify(first)}`);
      return first[1] as Answer;
    },
    upload,
    async put(body, type) {
      const response = await upload(body, type);
      if (response.status !== 201) throw new Error(`upload refused: ${response.status} ${await response.text()}`);
      return (await response.json()) as UploadResponse;
    },
    download: (blobId, name, type, headers = {}) =>
      fetch(downloadUrl(session, accountId, blobId, name, type), { headers: { authorization, ...headers } }),
  };
}

/** RFC 6570 level 1. */
export const downloadUrl = (session: Session, accountId: string, blobId: string, name: string, type: string): string =>
  session.downloadUrl
    .replace('{accountId}', encodeURIComponent(accountId))
    .replace('{blobId}', encodeURIComponent(blobId))
    .replace('{name}', encodeURIComponent(name))
    .replace('{type}', encodeURIComponent(type));
