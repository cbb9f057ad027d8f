/** What an SMTP server said in its last EHLO after sign-in that decides about what can be sent through it. */
export type OutgoingOffer = {
  /** RFC 1870; null: it names no limit */
  maxSizeBytes: number | null;
  /** RFC 6531: addresses whose local part is international */
  smtpUtf8: boolean;
  /** RFC 6152 */
  eightBitMime: boolean;
  /** RFC 3461 */
  dsn: boolean;
  /** RFC 8689 */
  requireTls: boolean;
};
