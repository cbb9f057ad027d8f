const starts = (bytes: Uint8Array, magic: readonly number[], at = 0): boolean => magic.every((byte, index) => bytes[at + index] === byte);
const ascii = (text: string): number[] => [...text].map((char) => char.charCodeAt(0));

/** The type of a raster image by its first bytes, whatever it was called; null for everything else, SVG and HTML above all. */
export function rasterType(bytes: Uint8Array): string | null {
  if (starts(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return 'image/png';
  if (starts(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg';
  if (starts(bytes, ascii('GIF87a')) || starts(bytes, ascii('GIF89a'))) return 'image/gif';
  if (starts(bytes, ascii('RIFF')) && starts(bytes, ascii('WEBP'), 8)) return 'image/webp';
  if (starts(bytes, ascii('ftypavif'), 4) || starts(bytes, ascii('ftypavis'), 4)) return 'image/avif';
  if (starts(bytes, ascii('BM')) && starts(bytes, [0, 0, 0, 0], 6)) return 'image/bmp';
  if (starts(bytes, [0, 0, 1, 0])) return 'image/x-icon';
  return null;
}
