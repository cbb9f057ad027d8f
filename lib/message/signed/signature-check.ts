/** What became of looking at one signature. */
export type SignatureCheck = {
  /**
   * `valid`: made by this key over exactly these octets. `outdated`: valid, by a key or certificate that has run out or was revoked since.
   * `changed`: the octets are not those that were signed. `weak`: made by means that anybody can forge by now. `no-key`: nothing is here to
   * check it with. `unreadable`: it is none.
   */
  status: 'valid' | 'outdated' | 'changed' | 'weak' | 'no-key' | 'unreadable';
  /** addresses that the key or certificate is for, in lower case; what a key says of itself is only as good as where the key comes from */
  emails: string[];
  /** as the key or certificate has it */
  name: string | null;
  /** of the key or certificate, in upper-case hex; null = not known */
  fingerprint: string | null;
  /** S/MIME: who vouches for the certificate, as far as it leads to an authority known here */
  authority: { name: string; isKnown: boolean } | null;
  /** when it says that it was made */
  signedAtMs: number | null;
};

/** One that nothing could be found out about. */
export const uncheckedSignature = (status: SignatureCheck['status']): SignatureCheck => ({
  status,
  emails: [],
  name: null,
  fingerprint: null,
  authority: null,
  signedAtMs: null,
});
