import type { EmailBodyPart } from '#lib/contract/index.ts';
import { isRisky } from './file-name.ts';

/** How a file can be looked at here, without being opened by any program. */
export type ViewKind = 'image' | 'text' | 'table' | 'audio' | 'video' | 'message' | 'pdf' | 'calendar' | 'card';

const raster = /^image\/(?:png|jpe?g|gif|webp|avif|bmp)$/;
const sound = /^audio\/(?:mpeg|mp3|mp4|aac|ogg|opus|wav|x-wav|wave|webm|flac|x-m4a)$/;
const film = /^video\/(?:mp4|webm|ogg)$/;
const table = /^text\/(?:csv|tab-separated-values)$|^application\/csv$/;
const text = /^text\/(?!html|calendar|vcard|x-vcard|xml)|^application\/(?:json|x-yaml|yaml|toml|x-sh|sql|x-patch)$/;
const textName =
  /\.(?:txt|log|md|json|ya?ml|toml|ini|conf|diff|patch|sql|ts|tsx|jsx|css|py|rb|go|rs|java|c|h|cpp|hpp|cs|php|pl|lua|tex|ics|vcf|asc|sig)$/i;
const tableName = /\.(?:csv|tsv)$/i;

const mostBytes: Record<ViewKind, number> = {
  image: 50_000_000,
  text: 5_000_000,
  table: 5_000_000,
  audio: 500_000_000,
  video: 2_000_000_000,
  message: 50_000_000,
  pdf: 50_000_000,
  calendar: 1_000_000,
  card: 5_000_000,
};

/** @returns null when there is nothing here that shows it: it can be downloaded */
export function viewKind(part: Pick<EmailBodyPart, 'type' | 'name' | 'size' | 'blobId'>): ViewKind | null {
  if (part.blobId === null) return null;
  const kind = kindOf(part.type.toLowerCase(), part.name ?? '');
  return kind !== null && part.size > 0 && part.size <= mostBytes[kind] ? kind : null;
}

function kindOf(type: string, name: string): ViewKind | null {
  if (type === 'message/rfc822' || type === 'message/global') return 'message';
  if (type === 'application/pdf' || type === 'application/x-pdf' || (isUntyped(type) && /\.pdf$/i.test(name))) return 'pdf';
  if (raster.test(type)) return 'image';
  if (/^(?:text\/calendar|application\/ics)$/.test(type) || (isUntyped(type) && /\.ics$/i.test(name))) return 'calendar';
  if (/^text\/(?:x-)?vcard$/.test(type) || type === 'text/directory' || (isUntyped(type) && /\.vcf$/i.test(name))) return 'card';
  if (sound.test(type)) return 'audio';
  if (film.test(type)) return 'video';
  if (table.test(type) || tableName.test(name)) return 'table';
  // What runs when it is opened is text as well, and only shown as such.
  if (text.test(type) || textName.test(name) || (isRisky(name) && type.startsWith('text/'))) return 'text';
  return null;
}

const families: [type: RegExp, end: RegExp, family: string][] = [
  [/^image\/(?!svg)/, /^(?:png|jpe?g|gif|webp|avif|bmp|tiff?|heic)$/, 'picture'],
  [/^(?:audio|video)\//, /^(?:mp3|m4a|aac|ogg|opus|wav|flac|mp4|m4v|mov|mkv|webm|avi)$/, 'film'],
  [/^application\/(?:x-)?pdf$/, /^pdf$/, 'pdf'],
  [/^application\/(?:msword|vnd\.(?:ms-|openxml|oasis))/, /^(?:docx?|xlsx?|pptx?|od[tsp]|docm|xlsm|pptm|xll)$/, 'office'],
  [
    /^application\/(?:x-ms(?:download|dos-program|i)|x-executable|vnd\.microsoft\.portable-executable|java-archive|x-sh|(?:x-)?javascript|hta)$|^text\/(?:html|javascript)$|^image\/svg/,
    /^(?:exe|msi|com|scr|bat|cmd|jar|sh|js|mjs|hta|html?|xhtml|svg)$/,
    'program',
  ],
];

/** Its type says one thing and the end of its name another (security.md §4): the program that opens it may be neither's. */
export function namesDisagree({ type, name }: Pick<EmailBodyPart, 'type' | 'name'>): boolean {
  const end = /\.([a-z0-9]{1,8})\s*$/i.exec(name ?? '')?.[1]?.toLowerCase() ?? '';
  const byType = families.find(([form]) => form.test(type.toLowerCase()))?.[2] ?? null;
  const byEnd = families.find(([, form]) => form.test(end))?.[2] ?? null;
  return byType !== null && byEnd !== null && byType !== byEnd;
}

/** What programs write that do not know what they send. */
const isUntyped = (type: string): boolean => type === 'application/octet-stream' || type === 'application/download' || type === '';

const mostThumbnailBytes = 3_000_000;

/** Small enough to be drawn in its card, and as what. */
export function thumbnailKind(part: EmailBodyPart): 'image' | 'pdf' | null {
  const kind = viewKind(part);
  return (kind === 'image' || kind === 'pdf') && part.size <= mostThumbnailBytes ? kind : null;
}
