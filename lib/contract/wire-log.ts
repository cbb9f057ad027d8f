import type { DoctorLine, DoctorProtocol } from './doctor.ts';

/**
 * One thing said by the gateway on a connection of its own, and what was answered; without secrets, and without message texts. `lines` count
 * their time from `atMs`, the instant (milliseconds since 1970) at which the exchange began.
 */
export type WireExchange = {
  number: number;
  /** counts up over all exchanges whenever one of them grows */
  revision: number;
  atMs: number;
  /** which of the account's connections since the process started */
  connection: number;
  server: { protocol: DoctorProtocol; host: string; port: number };
  lines: DoctorLine[];
  /** lines of the answer that are not kept */
  leftOut: number;
};

/** `GET /api/doctor/wire/{accountId}?after=…`: exchanges that came or grew since that revision, oldest first. */
export type WireLogPage = { revision: number; exchanges: WireExchange[] };
