import { useEffect, useState } from 'react';
import { type EmailBody, errorText, mailClient, readBlobText, showToast, t } from '#lib/client/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';

/** How the person wants to see one message. */
export type BodyView = {
  /** its text instead of its HTML */
  asText: boolean;
  /** read as if it were in this charset, whatever it says; null = as it says */
  charset: string | null;
};
export const plainestView: BodyView = { asText: false, charset: null };

/** Charsets that mail is written in, in the words of the Encoding Standard. UTF-7 is none of them: browsers refuse it, and so do we. */
export const charsets = [
  ...['utf-8', 'windows-1252', 'iso-8859-2', 'windows-1250', 'iso-8859-15', 'macintosh'],
  ...['windows-1251', 'koi8-r', 'koi8-u', 'iso-8859-5', 'ibm866', 'iso-8859-7', 'windows-1253', 'iso-8859-9', 'windows-1254'],
  ...['windows-1255', 'windows-1256', 'windows-1257', 'windows-1258', 'windows-874'],
  ...['gb18030', 'big5', 'shift_jis', 'euc-jp', 'iso-2022-jp', 'euc-kr', 'utf-16le', 'utf-16be'],
];

const maxPartBytes = 1_000_000;
const mostParts = 20;

export type RecodedParts = ReadonlyMap<string, { text: string; isCut: boolean }>;
const nothing: RecodedParts = new Map();

/** The octets of the text parts once more, in the charset that the person chose; empty until they are here. */
export function useRecodedParts(accountId: AccountId, body: EmailBody, { charset }: BodyView): RecodedParts {
  const [recoded, setRecoded] = useState<RecodedParts>(nothing);
  useEffect(() => {
    setRecoded(nothing);
    const session = mailClient().session();
    if (charset === null || session === null) return;
    const end = new AbortController();
    const wanted = [...body.htmlBody, ...body.textBody].filter((part) => part.blobId !== null && part.type.startsWith('text/'));
    const read = async (): Promise<void> => {
      const found = new Map<string, { text: string; isCut: boolean }>();
      for (const part of wanted.slice(0, mostParts))
        if (part.partId !== null && part.blobId !== null && !found.has(part.partId))
          found.set(
            part.partId,
            await readBlobText(session, accountId, part.blobId, { maxBytes: maxPartBytes, signal: end.signal, charset }),
          );
      if (!end.signal.aborted) setRecoded(found);
    };
    read().catch((error: unknown) => {
      if (!isMailError(error)) throw error;
      if (error.kind !== 'aborted') showToast({ kind: 'error', text: t('message.charsetFailed'), detail: errorText(error) });
    });
    return () => end.abort();
  }, [accountId, body, charset]);
  return recoded;
}

/** The body with the texts that were read anew. */
export function recodedBody(body: EmailBody, recoded: RecodedParts): EmailBody {
  if (recoded.size === 0) return body;
  const bodyValues = { ...body.bodyValues };
  for (const [partId, { text, isCut }] of recoded)
    bodyValues[partId] = { value: text.replaceAll('\r\n', '\n'), isTruncated: isCut, isEncodingProblem: text.includes('\ufffd') };
  return { ...body, bodyValues };
}
