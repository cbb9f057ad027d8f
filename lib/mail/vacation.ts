/** What a person tells those who write meanwhile (RFC 8621 §8). Times in ms since 1970; from `fromMs` on, before `toMs`; null = open. */
export type Vacation = {
  isEnabled: boolean;
  fromMs: number | null;
  toMs: number | null;
  subject: string | null;
  textBody: string | null;
  htmlBody: string | null;
};

export const noVacation: Vacation = { isEnabled: false, fromMs: null, toMs: null, subject: null, textBody: null, htmlBody: null };

/** Bounds of what is kept in a script. */
export const vacationLimits = { subject: 500, body: 100_000 };
