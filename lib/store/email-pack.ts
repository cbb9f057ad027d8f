import { constants as zlib, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { MailError, type MessagePart } from '#lib/mail/index.ts';

/** What is bulky of an Email and rarely read: kept compressed, many Emails together. */
export type EmailDetail = {
  structure: MessagePart | null;
  inReplyTo: string[] | null;
  references: string[] | null;
  headerBlock: Uint8Array;
};

/** Emails in one pack: enough for the compressor to find what header fields repeat, few enough that reading one of them is quick. */
export const emailsInPack = 128;

/**
 * What header fields and structures look like, so that a pack of a single new message is small too. Part of format 1: a changed text is a
 * new format.
 */
const dictionary = Buffer.from(
  `"multipart/alternative","multipart/mixed","multipart/related","multipart/report","message/rfc822","application/octet-stream","application/pdf",` +
    `"image/png","image/jpeg","attachment","inline","base64","quoted-printable","7bit","8bit","us-ascii","iso-8859-1","format":"flowed",` +
    `{"boundary":"----=_Part_[null,"multipart/alternative",0,null,null,null,null,null,null,null,{"boundary":"--=_` +
    `["1","text/plain",1000,null,"utf-8",null,null,null,null,"quoted-printable",{"charset":"utf-8"},null],` +
    `["2","text/html",10000,null,"utf-8",null,null,null,null,"quoted-printable",{"charset":"utf-8"},null]]` +
    `Return-Path: <\r\nDelivered-To: \r\nReceived: from localhost (localhost [127.0.0.1])\r\n\tby (Postfix) with ESMTPS id \r\n\tfor <` +
    `Received: from mail.com (mail.com. [192.168.0.1])\r\n        by mx.google.com with ESMTPS id \r\n        (version=TLS1_3 cipher=TLS_AES_256_GCM_SHA384 bits=256/256);\r\n` +
    `\t(using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)\r\n\t key-exchange X25519 server-signature RSA-PSS (2048 bits) server-digest SHA256)\r\n\t(No client certificate requested)\r\n` +
    `Authentication-Results: ;\r\n\tdkim=pass header.i=@ header.s=s1 header.b=;\r\n\tspf=pass (domain of  designates  as permitted sender) smtp.mailfrom=;\r\n\tdmarc=pass (p=NONE sp=NONE dis=NONE) header.from=\r\n` +
    `List-Id: <\r\nList-Post: <mailto:\r\nList-Unsubscribe: <https://www.\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nPrecedence: bulk\r\nPrecedence: list\r\nAuto-Submitted: auto-generated\r\n` +
    `Thread-Topic: \r\nThread-Index: \r\nX-Priority: 3\r\nImportance: normal\r\nReply-To: \r\nSender: \r\nCc: \r\nIn-Reply-To: <\r\nReferences: <\r\n` +
    `Content-Type: text/plain; charset="utf-8"\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Type: multipart/mixed; boundary="----=_Part_\r\nContent-Type: multipart/alternative; boundary="--=_\r\n` +
    `Sun, Mon, Tue, Wed, Thu, Fri, Sat,  Jan  Feb  Mar  Apr  May  Jun  Jul  Aug  Sep  Oct  Nov  Dec 2025 2026 +0000 (UTC) +0100 -0700 (PDT)\r\n` +
    `Date: Mon, 1 Jan 2026 12:00:00 +0000\r\nMessage-ID: <@mail.gmail.com>\r\nSubject: Re: =?UTF-8?Q?=?=\r\n =?utf-8?B?\r\nTo: \r\nFrom: `,
);
const compressing = { dictionary, params: { [zlib.ZSTD_c_compressionLevel]: 1 } };
/** `emailsInPack` times the longest header is less; more than this is no pack of ours. */
const maxUnpackedBytes = 256 * 1024 * 1024;

type PackedPart = [
  string | null,
  string,
  number,
  string | null,
  string | null,
  string | null,
  string | null,
  string[] | null,
  string | null,
  string | null,
  Record<string, string>,
  PackedPart[] | null,
];

function packedPart(part: MessagePart): PackedPart {
  const { partId, type, size, name, charset, disposition, cid, language, location, encoding, params, subParts } = part;
  return [
    partId,
    type,
    size,
    name,
    charset,
    disposition,
    cid,
    language,
    location,
    encoding,
    params,
    subParts === null ? null : subParts.map(packedPart),
  ];
}

function unpackedPart(packed: PackedPart): MessagePart {
  const [partId, type, size, name, charset, disposition, cid, language, location, encoding, params, subParts] = packed;
  return {
    partId,
    type,
    size,
    name,
    charset,
    disposition,
    cid,
    language,
    location,
    encoding,
    params,
    subParts: subParts === null ? null : subParts.map(unpackedPart),
  };
}

const blank: EmailDetail = { structure: null, inReplyTo: null, references: null, headerBlock: new Uint8Array(0) };

/** The same pack without what these places held; the others keep theirs. */
export function blankInPack(packed: Uint8Array, slots: ReadonlySet<number>): Uint8Array {
  const pack = new OpenPack(packed);
  return packEmails(Array.from({ length: pack.emails }, (_, slot) => (slots.has(slot) ? blank : pack.detail(slot))));
}

/** Structure and cited ids, as text that a pack holds of an Email. */
export const packFacts = ({ structure, inReplyTo, references }: Omit<EmailDetail, 'headerBlock'>): string =>
  JSON.stringify([structure === null ? null : packedPart(structure), inReplyTo, references]);

export function unpackFacts(facts: string): Omit<EmailDetail, 'headerBlock'> {
  const [structure, inReplyTo, references] = JSON.parse(facts) as [PackedPart | null, string[] | null, string[] | null];
  return { structure: structure === null ? null : unpackedPart(structure), inReplyTo, references };
}

export const packEmails = (details: readonly EmailDetail[]): Uint8Array =>
  packPieces(details.map((detail) => ({ facts: Buffer.from(packFacts(detail)), headerBlock: detail.headerBlock })));

/** What one Email brings into a pack. */
export type PackPiece = { facts: Uint8Array; headerBlock: Uint8Array };

/** Format 1: the octet 1, then zstd with our dictionary over: how many, two lengths for each (facts, header), then facts and header of each. */
export function packPieces(emails: readonly PackPiece[]): Uint8Array {
  const table = Buffer.alloc(4 + 8 * emails.length);
  table.writeUInt32LE(emails.length, 0);
  const pieces: Uint8Array[] = [table];
  for (const [slot, { facts, headerBlock }] of emails.entries()) {
    table.writeUInt32LE(facts.length, 4 + 8 * slot);
    table.writeUInt32LE(headerBlock.length, 8 + 8 * slot);
    pieces.push(facts, headerBlock);
  }
  return Buffer.concat([Uint8Array.of(1), zstdCompressSync(Buffer.concat(pieces), compressing)]);
}

/** A pack opened for reading; taking one Email out of it costs only that Email. */
export class OpenPack {
  readonly #bytes: Buffer;

  /** @throws MailError 'storage': this is no pack */
  constructor(packed: Uint8Array) {
    if (packed[0] !== 1) throw new MailError('storage', 'a pack of headers has an unknown format', { stage: 'store', code: 'PACK' });
    try {
      this.#bytes = zstdDecompressSync(packed.subarray(1), { dictionary, maxOutputLength: maxUnpackedBytes });
    } catch (cause) {
      throw new MailError('storage', 'a pack of headers is damaged', { stage: 'store', code: 'PACK', cause });
    }
  }

  get emails(): number {
    return this.#bytes.readUInt32LE(0);
  }

  get sizeBytes(): number {
    return this.#bytes.length;
  }

  detail(slot: number): EmailDetail {
    const [facts, headerBlock] = this.#pieces(slot);
    return { ...unpackFacts(facts.toString()), headerBlock };
  }

  headerBlock(slot: number): Uint8Array {
    return this.#pieces(slot)[1];
  }

  #pieces(slot: number): [Buffer, Uint8Array] {
    const count = this.emails;
    if (slot < 0 || slot >= count) throw new MailError('storage', 'no such Email in the pack', { stage: 'store', code: 'PACK' });
    let at = 4 + 8 * count;
    for (let before = 0; before < slot; before += 1)
      at += this.#bytes.readUInt32LE(4 + 8 * before) + this.#bytes.readUInt32LE(8 + 8 * before);
    const factsEnd = at + this.#bytes.readUInt32LE(4 + 8 * slot);
    const end = factsEnd + this.#bytes.readUInt32LE(8 + 8 * slot);
    // A copy: the block outlives the pack it was taken from.
    return [this.#bytes.subarray(at, factsEnd), new Uint8Array(this.#bytes.subarray(factsEnd, end))];
  }
}
