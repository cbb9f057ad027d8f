import type { FetchedHeader } from '#lib/imap/index.ts';
import { bodyParts, parseHeaderBlock, previewOf } from '#lib/message/index.ts';
import type { EmailContent } from '#lib/store/index.ts';
import { headerContent, wholeSecond } from './header-content.ts';

/** What the index keeps of a message, from its header fields and structure as fetched (I16). `text` comes later. */
export function contentOfHeader(fetched: FetchedHeader): EmailContent {
  const headers = parseHeaderBlock(fetched.headerBlock);
  return {
    sizeBytes: fetched.sizeBytes,
    receivedAtMs: wholeSecond(fetched.internalDateMs),
    ...headerContent(headers),
    structure: fetched.structure,
    hasAttachment: fetched.structure !== null && bodyParts(fetched.structure).hasAttachment,
    headerBlock: fetched.headerBlock,
    isHeaderComplete: false,
    text: null,
    ...(fetched.preview === null ? {} : { preview: previewOf(fetched.preview) }),
    serverEmailId: fetched.emailId ?? fetched.gmail?.msgId ?? null,
    serverThreadId: fetched.threadId ?? fetched.gmail?.thrId ?? null,
  };
}

/** What is left of a message whose header cannot be parsed: its place in the list. The source is still on the server. */
export function contentOfUnreadable(fetched: FetchedHeader): EmailContent {
  return contentOfHeader({ ...fetched, headerBlock: Buffer.alloc(0), structure: null });
}
