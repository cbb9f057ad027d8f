import { useEffect, useRef } from 'react';
import { type Account, announce, type MailClient } from '#lib/client/index.ts';
import { ExportHost } from './export-host.tsx';
import { Notifier } from './notifier.tsx';

/** What waits beside the page until somebody or something asks for it. */
export function LateHosts({ place, ...props }: { client: MailClient; accounts: readonly Account[]; place: string }) {
  useSaidPlace(place);
  return (
    <>
      <Notifier {...props} />
      <ExportHost />
    </>
  );
}

/** Another folder is read aloud; what a search found is said by the search. */
function useSaidPlace(place: string): void {
  const before = useRef(place);
  useEffect(() => {
    if (place !== '' && place !== before.current) announce(place);
    before.current = place;
  }, [place]);
}
