/** Bounds on everything that is parsed (security.md §5). Beyond a bound the rest is cut and `isCut` says so. */
export const limits = {
  headerBlockBytes: 256 * 1024,
  headerFields: 1000,
  addresses: 2000,
  references: 200,
  mimeDepth: 50,
  mimeParts: 1000,
  embeddedDepth: 10,
  /** parameters of one Content-Type or Content-Disposition field */
  parameters: 200,
  /** characters of text taken into the full-text index */
  searchTextChars: 512 * 1024,
} as const;
