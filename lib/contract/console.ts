import { z } from 'zod';
import type { DoctorServer } from './doctor.ts';

/** The protocol console (protocols.md §8.3): a line to a mail server, typed by hand. */

const protocol = z.enum(['imap', 'pop3', 'smtp']);

/** `POST /api/doctor/console`: to a server of one's own account, or to one typed in. Answers `ConsoleOpened`. */
export const consoleRequestSchema = z.union([
  z.strictObject({ accountId: z.string().regex(/^a[A-Za-z0-9_-]{22}$/), side: z.enum(['incoming', 'outgoing']) }),
  z.strictObject({
    server: z.strictObject({
      protocol,
      host: z.string().trim().min(1).max(253),
      port: z.number().int().min(1).max(65_535),
      tls: z.enum(['tls', 'starttls', 'plain']),
    }),
  }),
]);
export type ConsoleRequest = z.input<typeof consoleRequestSchema>;
/** `canSignIn`: it is an account's server, so its kept password can be used without being shown */
export type ConsoleOpened = { id: string; server: DoctorServer; canSignIn: boolean };

/** `POST /api/doctor/console/{id}`: a line as typed, or an act that needs more than a line. `DELETE` hangs up. */
export const consoleInputSchema = z.union([
  z.strictObject({
    line: z
      .string()
      .max(8_192)
      .regex(/^[^\r\n\0]*$/),
  }),
  z.strictObject({ act: z.enum(['starttls', 'sign-in']) }),
]);
export type ConsoleInput = z.input<typeof consoleInputSchema>;

/** What `GET /api/doctor/console/{id}` streams, from the beginning on. `text` is one line without its end; octets that are no text as \xNN. */
export type ConsoleEvent =
  | { type: 'line'; atMs: number; direction: 'in' | 'out' | 'note'; text: string }
  | { type: 'state'; isSecure: boolean; isSignedIn: boolean; isOpen: boolean };
