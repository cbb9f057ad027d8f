import { z } from 'zod';
import type { PlainWords, TlsMode } from '#lib/mail/index.ts';
import { mailboxLoginSchema } from './accounts.ts';
import type { DoctorStage, doctorFacts, doctorOutcomes, doctorStandings } from './doctor-stages.ts';

/** What the Doctor tells (protocols.md §8): a report per server, each a road of stages, each stage with what was found and what was said on the wire. */

export type DoctorProtocol = 'imap' | 'pop3' | 'smtp';

/** `slow`: done, but so late that a person notices; `skipped`: not part of this road (no password was given, TLS stands already). */
export type DoctorOutcome = (typeof doctorOutcomes)[number];

/** One thing found out, for people who want to know: `name` is a word of `doctorFacts`, `text` the server's or the network's, cleaned. */
export type DoctorFact = { name: DoctorFactName; text: string; explanation: string | null };

export type DoctorFactName = (typeof doctorFacts)[number];

/** A line as it crossed the wire, without its end and without secrets. */
export type DoctorLine = {
  /** since the road began */
  atMs: number;
  direction: 'in' | 'out' | 'note';
  text: string;
};

/** Other settings under which the same server was found to answer. */
export type DoctorSuggestion = { protocol: DoctorProtocol; host: string; port: number; tls: TlsMode };

/** The cause in words for a person, and what helps. */
export type DoctorFinding = PlainWords & {
  /** code of the failure, as in MailError */
  code: string | null;
  serverText: string | null;
  /** tried just now and found to work as far as the sign-in */
  suggestion: DoctorSuggestion | null;
};

export type DoctorStageReport = {
  stage: DoctorStage;
  outcome: DoctorOutcome;
  /** null where nothing was done */
  durationMs: number | null;
  facts: DoctorFact[];
  transcript: DoctorLine[];
  finding: DoctorFinding | null;
};

export type DoctorServer = { protocol: DoctorProtocol; host: string; port: number; tls: TlsMode; login: string };

export type DoctorServiceReport = {
  server: DoctorServer;
  stages: DoctorStageReport[];
  /** of the stage that failed; null: the road is open to its end */
  finding: DoctorFinding | null;
  totalMs: number;
};

/** One of the published records of a mail domain, and what it means. */
export type DoctorRecord = {
  kind: 'MX' | 'SPF' | 'DKIM' | 'DMARC' | 'MTA-STS' | 'TLS-RPT' | 'SRV' | 'AUTOCONFIG';
  /** where it was looked for */
  name: string;
  /** as published; empty where there is none */
  values: string[];
  standing: (typeof doctorStandings)[number];
  explanation: string;
};

export type DoctorDomainReport = { domain: string; records: DoctorRecord[] };

const server = z.strictObject({
  protocol: z.enum(['imap', 'pop3', 'smtp']),
  host: z.string().trim().min(1).max(253),
  port: z.number().int().min(1).max(65_535),
  tls: z.enum(['tls', 'starttls', 'plain']),
});

/**
 * `POST /api/doctor`: an account of one's own, an address (its servers are looked up), or a server typed in; without a password the road ends
 * before the sign-in. The answer is an event stream of `DoctorEvent`s.
 */
export const doctorRequestSchema = z.union([
  z.strictObject({
    accountId: z.string().regex(/^a[A-Za-z0-9_-]{22}$/),
    /** instead of walking: a message from the mailbox to itself, timed */
    letter: z.boolean().default(false),
  }),
  z.strictObject({ address: z.string().trim().min(3).max(320), password: z.string().min(1).max(1_024).nullable().default(null) }),
  z.strictObject({
    server,
    login: z.string().trim().max(320).default(''),
    password: z.string().min(1).max(1_024).nullable().default(null),
  }),
]);
export type DoctorRequest = z.input<typeof doctorRequestSchema>;

/**
 * `POST /api/auth/examine`: the roads that a sign-in would take, by who is not signed in. There is no password in it, so they end before the
 * sign-in. The answer is an event stream as of `POST /api/doctor`, without the records of the domain.
 */
export const roadsToExamineSchema = mailboxLoginSchema.omit({ password: true });
export type RoadsToExamine = z.input<typeof roadsToExamineSchema>;

/** A message from a mailbox to itself: from the beginning to the server's yes, and to its arrival. */
export type DoctorLetter = {
  /** `missing`: it was taken and did not arrive within two minutes */
  state: 'sending' | 'taken' | 'arrived' | 'refused' | 'missing';
  takenMs: number | null;
  arrivedMs: number | null;
  /** where it arrived: the inbox, or junk */
  mailboxName: string | null;
  finding: DoctorFinding | null;
};

export type DoctorEvent =
  /** the roads that will be walked, side by side */
  | { type: 'begun'; servers: DoctorServer[]; domain: string | null; foundIn: string | null }
  /** one stage of road `index` is done, or (`outcome` still missing) begun */
  | { type: 'stage'; index: number; report: DoctorStageReport }
  | { type: 'service'; index: number; report: DoctorServiceReport }
  | { type: 'domain'; report: DoctorDomainReport }
  /** it could not be begun at all: no servers known for this address */
  | { type: 'refused'; finding: DoctorFinding }
  | { type: 'letter'; letter: DoctorLetter }
  | { type: 'done' };
