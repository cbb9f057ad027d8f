/** What a file is, as a person would say it; by its type, and by its name where the type says nothing. */
export const fileKinds = [
  'image',
  'pdf',
  'document',
  'sheet',
  'slides',
  'audio',
  'video',
  'archive',
  'calendar',
  'message',
  'other',
] as const;
export type FileKind = (typeof fileKinds)[number];
