/**
 * One part of a message, the same whether it comes from BODYSTRUCTURE or from our parser (J4).
 * `partId` is the IMAP section number ("1", "2.1"; RFC 9051 §6.4.5), null for multipart/*.
 */
export type MessagePart = {
  partId: string | null;
  /** lower case, `type/subtype` */
  type: string;
  /** encoded size in octets as the server reports it; an estimate until the part was fetched; 0 for multipart */
  size: number;
  /** file name, decoded (RFC 2231, RFC 2047), as sent */
  name: string | null;
  charset: string | null;
  /** lower case: `attachment`, `inline`, or null */
  disposition: string | null;
  /** Content-Id without angle brackets */
  cid: string | null;
  language: string[] | null;
  location: string | null;
  /** Content-Transfer-Encoding, lower case */
  encoding: string | null;
  /** Content-Type parameters that matter later: `format`, `delsp`, `method`, `boundary` … lower-case names */
  params: Record<string, string>;
  subParts: MessagePart[] | null;
};
