import type {
  Invocation,
  JmapResponse,
  MethodArguments,
  MethodName,
  MethodResponse,
  ResultReference,
  Session,
} from '#lib/contract/index.ts';
import { isMailError, MailError, type MailErrorKind } from '#lib/mail/index.ts';
import type { ClientIo } from './client-io.ts';
import { requestJson } from './http.ts';

/** One method call on its way. */
export type Call<Name extends MethodName> = {
  /** @throws MailError; `code` is the JMAP error type of the method */
  result: Promise<MethodResponse<Name>>;
  /** a reference to this call's result for a later call of the same batch (RFC 8620 §3.7) */
  ref(path: string): ResultReference;
};

/** Calls that must go out in one request and in this order. */
export type Batch = { call<Name extends MethodName>(name: Name, args: MethodArguments<Name>): Call<Name> };

export type JmapClient = {
  /** One call; all that are made before the current task ends share a request. */
  call<Name extends MethodName>(name: Name, args: MethodArguments<Name>): Promise<MethodResponse<Name>>;
  /** Calls that refer to each other, by result or by creation id. */
  batch<T>(build: (batch: Batch) => T): T;
  session(): Session;
  setSession(session: Session): void;
};

type Waiting = { invocation: Invocation; resolve: (value: never) => void; reject: (error: MailError) => void };

const using = [
  'urn:ietf:params:jmap:core',
  'urn:ietf:params:jmap:mail',
  'urn:ietf:params:jmap:submission',
  'urn:ietf:params:jmap:vacationresponse',
  'urn:ietf:params:jmap:quota',
  'urn:ietf:params:jmap:blob',
  'urn:ietf:params:jmap:contacts',
  'urn:postern:sync',
  'urn:postern:folders',
  'urn:postern:tags',
  'urn:postern:preferences',
  'urn:postern:threading',
  'urn:postern:sending',
  'urn:postern:trust',
  'urn:postern:templates',
  'urn:postern:triage',
  'urn:postern:bulk',
  'urn:postern:files',
];

const kindOf: Record<string, MailErrorKind> = {
  serverUnavailable: 'temporary',
  serverFail: 'internal',
  serverPartialFail: 'internal',
  forbidden: 'forbidden',
  accountNotFound: 'not-found',
  accountReadOnly: 'forbidden',
  requestTooLarge: 'too-large',
  stateMismatch: 'temporary',
  anchorNotFound: 'not-found',
};

/** The error behind a method-level `error` response (RFC 8620 §3.6.2). */
function methodError(args: Record<string, unknown>): MailError {
  const type = typeof args.type === 'string' ? args.type : 'serverFail';
  const description = typeof args.description === 'string' ? `: ${args.description}` : '';
  return new MailError(kindOf[type] ?? 'invalid', `JMAP ${type}${description}`, { code: type });
}

/** Speaks JMAP to our gateway with the cookie session. Calls of one tick share one request, split where `maxCallsInRequest` says so. */
export function createJmapClient(io: ClientIo, first: Session): JmapClient {
  let session = first;
  let queue: Waiting[][] = [];
  let callCount = 0;

  function enqueue(unit: Waiting[]): void {
    if (unit.length === 0) return;
    if (queue.length === 0) queueMicrotask(flush);
    queue.push(unit);
  }

  function flush(): void {
    const units = queue;
    queue = [];
    const max = Math.max(1, session.capabilities['urn:ietf:params:jmap:core']?.maxCallsInRequest ?? 16);
    let request: Waiting[] = [];
    for (const unit of units) {
      if (request.length > 0 && request.length + unit.length > max) {
        void send(request);
        request = [];
      }
      request.push(...unit);
    }
    void send(request);
  }

  async function send(calls: Waiting[]): Promise<void> {
    try {
      const answer = (await requestJson(io, session.apiUrl, { using, methodCalls: calls.map((call) => call.invocation) })) as JmapResponse;
      const byId = new Map<string, Invocation>();
      // A method may answer with several responses (EmailSubmission/set and its implicit Email/set): the first is its own.
      for (const response of answer.methodResponses) if (!byId.has(response[2])) byId.set(response[2], response);
      for (const call of calls) {
        const response = byId.get(call.invocation[2]);
        if (response === undefined) call.reject(new MailError('protocol', `no answer to ${call.invocation[0]}`));
        else if (response[0] === 'error') call.reject(methodError(response[1]));
        // The answer to a method has the type that `call` promised for its name.
        else call.resolve(response[1] as never);
      }
    } catch (error) {
      const failure = isMailError(error) ? error : new MailError('protocol', 'the answer is not JMAP', { cause: error });
      for (const call of calls) call.reject(failure);
    }
  }

  function batch<T>(build: (batch: Batch) => T): T {
    const unit: Waiting[] = [];
    const made = build({
      call(name, args) {
        callCount += 1;
        const id = `c${callCount}`;
        const result = new Promise<never>((resolve, reject) => {
          unit.push({ invocation: [name, args as Record<string, unknown>, id], resolve, reject });
        });
        // Whoever needs the result awaits it; one that only carried a reference may fail unheard, its follower fails with it.
        result.catch(() => undefined);
        return { result, ref: (path) => ({ resultOf: id, name, path }) };
      },
    });
    enqueue(unit);
    return made;
  }

  return {
    batch,
    call: (name, args) => batch((one) => one.call(name, args)).result,
    session: () => session,
    setSession: (next) => {
      session = next;
    },
  };
}
