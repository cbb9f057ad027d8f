import type { Account, MailClient } from '#lib/client/index.ts';
import { ExportHost } from './export-host.tsx';
import { Notifier } from './notifier.tsx';

/** What waits beside the page until somebody or something asks for it. */
export function LateHosts(props: { client: MailClient; accounts: readonly Account[] }) {
  return (
    <>
      <Notifier {...props} />
      <ExportHost />
    </>
  );
}
