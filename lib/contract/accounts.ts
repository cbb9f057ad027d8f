import { z } from 'zod';
import { mailErrorKinds } from '#lib/mail/index.ts';

/** The wire of `/api/auth` and `/api/accounts` (settled 19): JSON both ways, cookie only, instants in milliseconds since 1970 UTC. */

const address = z.string().trim().min(3).max(320);
const password = z.string().min(1).max(1_024);
const shownName = z.string().trim().min(1).max(200);
const host = z.string().trim().min(1).max(253);
const accountId = z.string().regex(/^a[A-Za-z0-9_-]{22}$/);

const protocol = z.enum(['imap', 'pop3']);

const mailServer = z.strictObject({
  host,
  port: z.number().int().min(1).max(65_535),
  tls: z.enum(['tls', 'starttls', 'plain']),
  /** user name there; null = as the incoming server's, else the address */
  login: z.string().trim().min(1).max(320).nullable(),
});

/** Settings by hand. `outgoing: null` = the incoming host, submission port, STARTTLS. */
const manualServersSchema = z.strictObject({
  incoming: mailServer.extend({
    protocol,
    /** sign in by APOP (RFC 1939 §7); POP3 only */
    apop: z.boolean().optional(),
  }),
  outgoing: mailServer.nullable(),
  /** ManageSieve, where it is not on the incoming host's port 4190 */
  sieve: mailServer.nullable().optional(),
});
export type ManualServers = z.infer<typeof manualServersSchema>;

/**
 * `POST /api/auth/sign-in` and `POST /api/accounts`. Without `servers` the address is looked up in the tables; `protocol` says which way to
 * take of a provider that has both, null = its best one.
 */
export const mailboxLoginSchema = z.strictObject({
  address,
  password,
  servers: manualServersSchema.nullable().default(null),
  protocol: protocol.nullable().default(null),
});
export type MailboxLoginRequest = z.input<typeof mailboxLoginSchema>;

/** `POST /api/auth/discover`: the servers of an address. */
export const discoverQuerySchema = z.strictObject({ address });
const foundServer = z.object({ host: z.string(), port: z.number(), tls: z.enum(['tls', 'starttls', 'plain']), login: z.string() });
const foundIncoming = foundServer.extend({ protocol });
const oauthOffer = z.object({ provider: z.string(), name: z.string() });
const foundServersSchema = z.object({
  /** null: nobody knows them */
  found: z
    .object({
      /** a table, or what the mail domain publishes (D1) */
      source: z.enum(['operator', 'built-in', 'proven', 'pacc', 'autoconfig', 'srv', 'mx', 'database', 'guess']),
      provider: z.string(),
      incoming: foundIncoming,
      otherIncoming: z.array(foundIncoming),
      outgoing: foundServer,
      /** hosts outside of the mail domain: no password goes there before the person agrees (D4) */
      strangers: z.array(z.string()),
      needs: z.array(z.enum(['app-password', 'enable-access'])),
      helpUrl: z.string().nullable(),
      /** its own sign-in window can be used here; null: it has none, or no client is configured for it */
      oauth: oauthOffer.nullable(),
      /** false: there is no other way in than `oauth` */
      takesPassword: z.boolean(),
    })
    .nullable(),
});
export type FoundServers = z.infer<typeof foundServersSchema>;

/** `again`: another tab waits for it, so the visit does not end in the mail */
const again = z.boolean().default(false);
/**
 * `POST /api/auth/oauth`: to the sign-in window of a mail provider, for the mailbox of an address (`adds`: one more account of the person who is
 * signed in), or for an account of one's own that has to be let in again.
 */
export const oauthBeginSchema = z.union([
  z.strictObject({ address, protocol: protocol.nullable().default(null), adds: z.boolean().default(false), again }),
  z.strictObject({ accountId }),
]);
export type OAuthBegin = z.input<typeof oauthBeginSchema>;
/** `POST /api/auth/oidc`: to the house's own identity provider. */
export const oidcBeginSchema = z.strictObject({ again });
export type OidcBegin = z.input<typeof oidcBeginSchema>;
/** Their answer: where the browser goes. */
const begunOAuthSchema = z.object({ url: z.url() });
export type BegunOAuth = z.infer<typeof begunOAuthSchema>;

/** `POST /api/auth/sign-in`, `/api/auth/demo` and `/api/auth/sign-out` answer `{}` and a cookie; adding an account answers its id. */
const addedAccountSchema = z.object({ accountId });
export type AddedAccount = z.infer<typeof addedAccountSchema>;

/**
 * What every refused request answers, with the status of its kind. `title`, `detail`, `nextStep` are words for the person;
 * `serverText` is what the mail server said, to be shown as its words.
 */
const failureSchema = z.object({
  error: z.object({
    kind: z.enum(mailErrorKinds),
    stage: z.string().nullable(),
    code: z.string().nullable(),
    title: z.string(),
    detail: z.string(),
    nextStep: z.string().nullable(),
    serverText: z.string().nullable(),
    /** seconds until another try makes sense */
    retryAfterSeconds: z.number().nullable(),
    /** of a refused sign-in, where a provider table knows the address: what must be done there first, and its page about that */
    provider: z
      .object({ name: z.string(), needs: z.array(z.enum(['app-password', 'enable-access'])).readonly(), helpUrl: z.url().nullable() })
      .nullable(),
  }),
});
export type Failure = z.infer<typeof failureSchema>;

const knownServer = z.object({ host: z.string(), port: z.number(), tls: z.enum(['tls', 'starttls', 'plain']), login: z.string() });
/** What a person chooses for a POP3 account (P6, P9, P11). */
const pop3ChoiceSchema = z.strictObject({
  policy: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('keep') }),
    z.strictObject({ kind: z.literal('days'), days: z.number().int().min(1).max(3_650) }),
    z.strictObject({ kind: z.literal('until-deleted') }),
    z.strictObject({ kind: z.literal('remove') }),
  ]),
  intervalMinutes: z.number().int().min(1).max(1_440),
  recent: z.boolean(),
});
export type Pop3Choice = z.infer<typeof pop3ChoiceSchema>;

/** One of the `accounts` that `GET /api/accounts` answers. */
const accountSchema = z.object({
  id: accountId,
  name: z.string(),
  address: z.string(),
  incoming: knownServer.extend({ protocol }),
  outgoing: knownServer,
  /** null: not a POP3 account. `hasRecent`: the provider knows `recent:` logins */
  pop3: pop3ChoiceSchema.extend({ apop: z.boolean(), hasRecent: z.boolean() }).nullable(),
  isDemo: z.boolean(),
  /** signs in through the window of this provider; null: with a password */
  oauth: oauthOffer.nullable(),
  createdAtMs: z.number(),
});
export type Account = z.infer<typeof accountSchema>;

/** `PATCH /api/accounts/{id}`: a new name, choices for POP3, or a new password and servers, which are proven by a login first. */
export const accountUpdateSchema = z
  .strictObject({
    name: shownName.optional(),
    password: password.optional(),
    servers: manualServersSchema.nullable().optional(),
    pop3: pop3ChoiceSchema.optional(),
    /** another port or TLS mode of the same host; proven with the password that is kept */
    door: z
      .strictObject({ side: z.enum(['incoming', 'outgoing']), port: z.number().int().min(1).max(65_535), tls: z.enum(['tls', 'starttls']) })
      .optional(),
  })
  .refine((update) => update.servers == null || update.password !== undefined, {
    message: 'new servers are proven with the password',
    path: ['password'],
  });
export type AccountUpdate = z.input<typeof accountUpdateSchema>;

/** An outgoing server of one identity, and the login for it. */
const identityOutgoing = z.strictObject({ server: mailServer.extend({ login: z.string().trim().min(1).max(320) }), password });
/** `PATCH /api/accounts/{id}/identities/{identityId}`; null = the account's own server */
export const identityServerSchema = z.strictObject({ outgoing: identityOutgoing.nullable() });
/** `POST /api/accounts/{id}/identities`; answers the id */
export const newIdentitySchema = z.strictObject({
  email: address.regex(/^[^\s@<>,;]+@[^\s@<>,;]+$/),
  name: z
    .string()
    .trim()
    .max(200)
    .regex(/^[^\p{Cc}\u2028\u2029]*$/u),
  outgoing: identityOutgoing.nullable(),
});
export type IdentityOutgoing = z.infer<typeof identityOutgoing>;
export type NewIdentity = z.infer<typeof newIdentitySchema>;
/** `GET /api/accounts/{id}/identities`: through which server each sends; null = the account's own */
export type IdentityServers = { identities: { id: string; outgoing: IdentityOutgoing['server'] | null }[] };

const shareAccess = z.enum(['read', 'write']);
/** One of the `shares` that `GET /api/accounts/{id}/shares` answers; `DELETE …/{shareId}` ends one. */
const accountShareSchema = z.object({ id: z.string(), address: z.string(), access: shareAccess, createdAtMs: z.number() });
export type AccountShare = z.infer<typeof accountShareSchema>;
/** `POST /api/accounts/{id}/shares`; answers the share. For an address that has one already it changes what that one may do. */
export const newAccountShareSchema = z.strictObject({ address, access: shareAccess });
export type NewAccountShare = z.input<typeof newAccountShareSchema>;

const accessScopes = ['read', 'write', 'send'] as const;
/** One of the `appPasswords` that `GET /api/accounts/app-passwords` answers. */
const appPasswordSchema = z.object({
  id: z.string(),
  name: z.string(),
  scope: z.enum(accessScopes),
  /** null = every account of the person */
  accountIds: z.array(z.string()).nullable(),
  createdAtMs: z.number(),
  lastUsedAtMs: z.number().nullable(),
});
export type AppPassword = z.infer<typeof appPasswordSchema>;
/** `POST /api/accounts/app-passwords` */
export const newAppPasswordSchema = z.strictObject({
  name: shownName,
  scope: z.enum(accessScopes).default('send'),
  accountIds: z.array(accountId).min(1).max(100).nullable().default(null),
});
export type NewAppPassword = z.input<typeof newAppPasswordSchema>;
/** Its answer: the only time that the password itself is seen. */
const madeAppPasswordSchema = z.object({ appPassword: appPasswordSchema, password: z.string() });
export type MadeAppPassword = z.infer<typeof madeAppPasswordSchema>;

/** One of the `sessions` that `GET /api/auth/sessions` answers; `DELETE …/{id}` ends one, `DELETE` of the list all of them. */
const signInSessionSchema = z.object({
  id: z.string(),
  createdAtMs: z.number(),
  lastSeenAtMs: z.number(),
  expiresAtMs: z.number(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
});
export type SignInSession = z.infer<typeof signInSessionSchema>;
