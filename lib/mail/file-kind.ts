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

const byType: [RegExp, FileKind][] = [
  [/^image\//, 'image'],
  [/^application\/(?:x-)?pdf$/, 'pdf'],
  [/^audio\//, 'audio'],
  [/^video\//, 'video'],
  [/^message\//, 'message'],
  [/calendar|vcard|application\/ics/, 'calendar'],
  [/csv|spreadsheet|excel|tab-separated/, 'sheet'],
  [/presentation|powerpoint/, 'slides'],
  [/^text\/|word|rtf|opendocument\.text/, 'document'],
  [/zip|compressed|x-tar|x-rar|7z|gzip/, 'archive'],
];
const byExtension: [RegExp, FileKind][] = [
  [/^(?:png|jpe?g|gif|webp|avif|heic|bmp|tiff?|svg)$/, 'image'],
  [/^pdf$/, 'pdf'],
  [/^(?:mp3|m4a|ogg|opus|wav|flac|aac)$/, 'audio'],
  [/^(?:mp4|mov|mkv|webm|avi|m4v)$/, 'video'],
  [/^(?:eml|msg)$/, 'message'],
  [/^(?:ics|vcf)$/, 'calendar'],
  [/^(?:csv|tsv|xlsx?|ods|numbers)$/, 'sheet'],
  [/^(?:pptx?|odp|key)$/, 'slides'],
  [/^(?:docx?|odt|rtf|txt|md|pages|html?)$/, 'document'],
  [/^(?:zip|rar|7z|tar|gz|tgz|bz2|xz)$/, 'archive'],
];

/** What a file is: by its type, and by the end of its name where the type says nothing. */
export function fileKind(type: string, name: string | null): FileKind {
  const lower = type.toLowerCase();
  const isUntyped = lower === '' || lower === 'application/octet-stream' || lower === 'application/download';
  const known = isUntyped ? undefined : byType.find(([form]) => form.test(lower))?.[1];
  const extension = /\.([a-z0-9]{1,8})$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
  return known ?? byExtension.find(([form]) => form.test(extension))?.[1] ?? 'other';
}
