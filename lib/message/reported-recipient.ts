/** What happened to a message on its way to one recipient (RFC 3464 §2.3.3). `delayed` is no failure: it is still being tried. */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

export type ReportedRecipient = {
  /** where it went in the end; null when only the original one is named */
  finalRecipient: string | null;
  /** as the sender wrote it (ORCPT) */
  originalRecipient: string | null;
  action: DeliveryAction;
  /** RFC 3463; null when nobody gave one */
  status: string | null;
  /** what the last server said, on one line; null when nothing is told */
  diagnostic: string | null;
  /** it is an SMTP reply: `550 5.1.1 …` */
  isSmtpReply: boolean;
};
