import { deflateSync } from 'node:zlib';
import type { AttachmentSpec } from '#lib/message/index.ts';
import type { Conversation } from './conversations.ts';

const attached = (name: string, type: string, blob: Uint8Array): AttachmentSpec => ({
  blob,
  type,
  name,
  disposition: 'attachment',
  cid: null,
});

/** Real files, made here: a picture opens, a document reads. */
export function attachmentOf(kind: NonNullable<Conversation['attach']>): AttachmentSpec {
  switch (kind) {
    case 'floor-plan':
      return attached(
        'Ground floor, three palettes.pdf',
        'application/pdf',
        pdf([
          'Harbour house',
          'Ground floor, three palettes',
          '1  sand, birch, white doors',
          '2  chalk, dark oak, green doors',
          '3  clay, walnut, black doors',
        ]),
      );
    case 'invoice':
      return attached(
        'Angebot 2214 Eichentüren.pdf',
        'application/pdf',
        pdf(['Weber Holz', 'Angebot 2214', '5 Tueren, Eiche, geoelt', 'Lieferzeit: 6 Wochen', 'Summe: 4.180,00 EUR']),
      );
    case 'itinerary':
      return attached(
        'Lisbon, four days.txt',
        'text/plain',
        Buffer.from('Day 1  arrive, lunch at the market\nDay 2  tram 28, tiles museum\nDay 3  the sea\nDay 4  nothing, on purpose\n'),
      );
    case 'notes':
      return attached(
        'measurements.csv',
        'text/csv',
        Buffer.from('window,width_cm,height_cm\nhall,96,140\nkitchen,120,140\ngable left,84,121\ngable right,84,120\n'),
      );
    case 'photo':
      return attached('harbour.png', 'image/png', picture(480, 300));
  }
}

/** A PDF of one page with these lines (ISO 32000, one Helvetica font). */
function pdf(lines: readonly string[]): Buffer {
  const pdfText = (text: string) => text.replace(/[\\()]/g, (sign) => `\\${sign}`);
  const text = lines
    .map((line, index) => `${index === 0 ? '/F1 22 Tf' : '/F1 13 Tf'} (${pdfText(line)}) Tj 0 -${index === 0 ? 34 : 22} Td`)
    .join('\n');
  const content = `BT 72 760 Td\n${text}\nET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let out = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(out.length);
    out += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const start = out.length;
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  out += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return Buffer.from(out, 'latin1');
}

/** A PNG: evening sky over water, with a house. */
function picture(width: number, height: number): Buffer {
  const rows = Buffer.alloc((width * 3 + 1) * height);
  for (let y = 0; y < height; y += 1) {
    const row = y * (width * 3 + 1);
    for (let x = 0; x < width; x += 1) {
      const [red, green, blue] = colourAt(x / width, y / height);
      rows[row + 1 + x * 3] = red;
      rows[row + 2 + x * 3] = green;
      rows[row + 3 + x * 3] = blue;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colourAt(x: number, y: number): [number, number, number] {
  const isHouse = x > 0.58 && x < 0.8 && y > 0.38 && y < 0.62;
  const isRoof = y > 0.26 && y <= 0.38 && Math.abs(x - 0.69) < (y - 0.24) * 0.95;
  const isDoor = x > 0.67 && x < 0.71 && y > 0.5 && y < 0.62;
  if (isDoor) return [47, 107, 80];
  if (isRoof) return [120, 62, 48];
  if (isHouse) return [238, 230, 214];
  if (y > 0.62) {
    const wave = Math.sin(y * 160 + Math.sin(x * 24) * 2) * 9;
    return [Math.round(52 + wave), Math.round(96 + wave), Math.round(128 + wave)];
  }
  return [Math.round(250 - y * 60), Math.round(190 - y * 30), Math.round(140 + y * 110)];
}

function chunk(type: string, data: Buffer): Buffer {
  const out = Buffer.alloc(12 + data.length);
  out.writeUInt32BE(data.length, 0);
  out.write(type, 4, 'latin1');
  data.copy(out, 8);
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length);
  return out;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}
