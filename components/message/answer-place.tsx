import { useEffect, useRef } from 'react';
import { offerInlinePlace } from '#lib/client/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

/** Below the last message: where an answer to it is written. */
export function AnswerPlace({ emailId }: { emailId: EmailId }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => (place.current === null ? undefined : offerInlinePlace(emailId, place.current)), [emailId]);
  return <div ref={place} className="px-4 pt-4 tablet:px-6 tablet:ps-[68px]" />;
}
