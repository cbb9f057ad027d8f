/** What is read of one calendar or contact file (security.md §5). Beyond it: cut, and said so. */
export const limits = {
  maxChars: 1024 * 1024,
  maxLines: 40_000,
  maxLineChars: 32 * 1024,
  maxProperties: 20_000,
  maxComponents: 1_000,
  maxDepth: 4,
  maxAttendees: 500,
  maxEvents: 200,
  maxZones: 50,
  /** changes to and from summer time in one VTIMEZONE */
  maxObservances: 200,
} as const;
