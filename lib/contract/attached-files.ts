import { z } from 'zod';
import { type BlobId, type EmailAddress, type EmailId, type FileKind, fileKinds, type ThreadId } from '#lib/mail/index.ts';
import { idSchema } from './scalars.ts';

/** One file of one message (`urn:postern:files`). `size` is an estimate until it was fetched, as in Email. */
export type AttachedFile = {
  emailId: EmailId;
  threadId: ThreadId;
  blobId: BlobId;
  name: string | null;
  type: string;
  size: number;
  kind: FileKind;
  from: EmailAddress[] | null;
  subject: string | null;
  /** UTCDate */
  receivedAt: string;
};

/** A file inside a winmail.dat. */
export type UnpackedFile = { blobId: BlobId; name: string | null; type: string; size: number };

/** `nextPosition`: where the next call goes on, null when all mail was looked at. */
export type AttachedFileQueryResponse = { accountId: string; list: AttachedFile[]; nextPosition: number | null };
/** `files` null: it is no winmail.dat. */
export type AttachedFileUnpackResponse = { accountId: string; blobId: string; files: UnpackedFile[] | null; isCut: boolean };

const utcDate = z.iso.datetime({ offset: false });
export const attachedFileMethods = {
  /** newest first; each call looks at a bounded number of messages, so it may answer with few files, or none, and a `nextPosition` */
  'AttachedFile/query': z.strictObject({
    accountId: idSchema,
    filter: z
      .strictObject({
        kinds: z.array(z.enum(fileKinds)).max(fileKinds.length).optional(),
        /** part of the name, in any case */
        name: z.string().max(200).optional(),
        from: z.string().max(200).optional(),
        /** only of this conversation */
        threadId: idSchema.optional(),
        after: utcDate.optional(),
        before: utcDate.optional(),
        minSize: z.int().min(0).optional(),
        maxSize: z.int().min(0).optional(),
      })
      .nullable()
      .default(null),
    position: z.int().min(0).max(10_000_000).default(0),
    limit: z.int().min(1).max(200).default(50),
  }),
  /** opens a winmail.dat (application/ms-tnef) */
  'AttachedFile/unpack': z.strictObject({ accountId: idSchema, blobId: idSchema }),
};
