import type { MailboxLogin } from './api.ts';

/** The embedded demo as the gateway sees it; demo/ makes it. */
export type DemoHouse = {
  /** Fresh people; `first` is the one who is signed in, `third` is read over POP3. @throws MailError 'too-many' beyond the cap */
  newPair(): Promise<{ first: MailboxLogin; second: MailboxLogin; third: MailboxLogin }>;
  /** Called with the addresses of people whose time is over (settled 9). */
  onExpired(listener: (addresses: string[]) => void): void;
  close(): Promise<void>;
};
