import type { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import type { EmailAddress } from '#lib/mail/index.ts';
import { bodyParts, decodePartText, leafParts, parseHeaderBlock, parseMessage, partOctets, previewOfParts, searchTextOf } from './index.ts';
import { type EmlFacts, emlBytes, emlEntries, hasCorpora, withCrlf } from './testing/eml-corpus.ts';

/**
 * Facts that we read differently, on purpose.
 * - 8-bit text without charset is read as windows-1252 where the source puts U+FFFD.
 * - The source counts a message/rfc822 in a multipart whose boundary is a prefix differently; Dovecot counts as we do.
 */
const readDifferently: Record<string, (keyof EmlFacts)[]> = {
  'stalwart-legacy-027.eml': ['subject'],
  'stalwart-malformed-012.eml': ['attachments'],
};

const emails = (list: EmailAddress[] | null): string[] =>
  (list ?? []).map((each) => each.email.toLowerCase()).filter((email) => email.includes('@'));
const folded = (text: string | null): string | null => (text === null ? null : text.replace(/\s+/g, ' ').trim());

function factsOf(raw: Buffer): Required<EmlFacts> {
  const message = parseMessage(raw);
  const { headers } = message;
  const { textBody, htmlBody } = bodyParts(message.structure);
  const own = new Map(message.parts.map((each) => [each.part, each]));
  const isFilled = (type: string): boolean =>
    [...textBody, ...htmlBody].some((part) => {
      const entry = own.get(part);
      return part.type === type && entry !== undefined && decodePartText(partOctets(raw, entry).body, part).text.trim() !== '';
    });
  // "all non-body leaf parts, inline ones too"
  const isBody = (type: string, name: string | null, disposition: string | null): boolean =>
    (type === 'text/plain' || type === 'text/html') && name === null && disposition !== 'attachment';
  const attachments = leafParts(message.structure).filter((part) => !isBody(part.type, part.name, part.disposition));
  return {
    subject: folded(headers.subject),
    from: emails(headers.from),
    to: emails(headers.to),
    date: headers.sentAtMs === null ? null : new Date(headers.sentAtMs).toISOString(),
    messageId: headers.messageId === null ? null : `<${headers.messageId[0]}>`,
    hasText: isFilled('text/plain'),
    hasHtml: isFilled('text/html'),
    attachments: attachments.length,
    filenames: attachments.map((part) => part.name),
  };
}

describe.skipIf(!hasCorpora)('corpus of real and broken messages (passed over where the corpora are not beside the project)', () => {
  test.each(emlEntries())('$file: the facts are found, as it is and with CRLF', ({ file, facts, factsBy }) => {
    const raw = emlBytes(file);
    for (const octets of [raw, withCrlf(raw)]) {
      const found = factsOf(octets);
      for (const [name, wanted] of Object.entries(facts)) {
        const key = name as keyof EmlFacts;
        // "agreed by 2 of one author" is a hint only
        if (factsBy[name]?.startsWith('agreed by 2') || readDifferently[file]?.includes(key)) continue;
        expect(key === 'subject' ? folded(found.subject) : found[key], key).toEqual(
          key === 'subject' ? folded(wanted as string | null) : wanted,
        );
      }
    }
  });

  test.each(emlEntries())('$file: cut at fifty places, nothing throws and offsets stay inside', ({ file }) => {
    const raw = emlBytes(file);
    for (let cut = 0; cut < 50; cut += 1) {
      const octets = raw.subarray(0, Math.floor((raw.length * cut) / 50));
      const message = parseMessage(octets);
      for (const entry of message.parts) {
        expect(entry.headerStart).toBeLessThanOrEqual(entry.bodyStart);
        expect(entry.bodyStart).toBeLessThanOrEqual(entry.bodyEnd);
        expect(entry.bodyEnd).toBeLessThanOrEqual(octets.length);
      }
      parseHeaderBlock(octets);
      const texts = message.parts
        .filter((each) => each.part.type.startsWith('text/'))
        .map((each) => ({ type: each.part.type, ...decodePartText(partOctets(octets, each).body, each.part) }));
      expect(previewOfParts(texts).length).toBeLessThanOrEqual(256);
      searchTextOf(texts);
    }
  });
});
