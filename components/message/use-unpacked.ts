import { useEffect, useState } from 'react';
import { isWinmail, mailClient, unpackWinmail } from '#lib/client/index.ts';
import type { EmailBodyPart } from '#lib/contract/index.ts';
import { type AccountId, isMailError } from '#lib/mail/index.ts';

/** The files of a message, with those out of a winmail.dat before it: they can be looked at and saved like any other. */
export function useUnpacked(accountId: AccountId, parts: readonly EmailBodyPart[]): readonly EmailBodyPart[] {
  const [unpacked, setUnpacked] = useState<ReadonlyMap<EmailBodyPart, readonly EmailBodyPart[]>>(new Map());
  useEffect(() => {
    const account = mailClient().account(accountId);
    let isHere = true;
    for (const part of parts) {
      if (account === null || part.blobId === null || !isWinmail(part)) continue;
      unpackWinmail(account, part.blobId).then(
        (files) => {
          if (!isHere || files === null) return;
          const inside = files.map(
            (file, index): EmailBodyPart => ({ ...part, ...file, partId: `${part.partId}w${index}`, cid: null, disposition: 'attachment' }),
          );
          setUnpacked((before) => new Map(before).set(part, inside));
        },
        (error: unknown) => {
          // the winmail.dat itself can be saved
          if (!isMailError(error)) throw error;
        },
      );
    }
    return () => {
      isHere = false;
    };
  }, [accountId, parts]);
  if (unpacked.size === 0) return parts;
  return parts.flatMap((part) => [...(unpacked.get(part) ?? []), part]);
}
