import type { MailboxLogin } from './api.ts';

/** The embedded demo as the gateway sees it; demo/ makes it. */
export type DemoHouse = {
  /** A fresh pair of people; `first` is the one who is signed in. @throws MailError 'too-many' beyond the cap */
  newPair(): Promise<{ first: MailboxLogin; second: MailboxLogin }>;
  /** Called with the addresses of a pair whose time is over (settled 9). */
  onExpired(listener: (addresses: string[]) => void): void;
  close(): Promise<void>;
};
