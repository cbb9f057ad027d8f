import type { Connection } from '../sqlite/connection.ts';
import { mailIndex } from './0001-mail-index.ts';
import { packEmailDetails } from './0002-email-packs.ts';
import { fillWindows } from './0003-fill-windows.ts';
import { tags } from './0004-tags.ts';
import { threading } from './0006-threading.ts';
import { listBlocks } from './0009-list-blocks.ts';
import { pushSubscriptions } from './0009-push-subscriptions.ts';
import { housekeeping } from './0010-housekeeping.ts';
import { textReach } from './0010-text-reach.ts';
import { shownPart } from './0011-shown-part.ts';
import { indexMerging } from './0012-index-merging.ts';
import { changeGaps } from './0013-change-gaps.ts';
import { wordsWaiting } from './0014-words-waiting.ts';
import { vacations } from './0015-vacations.ts';
import { comparedAt } from './0016-compared-at.ts';
import { maildrops } from './0017-maildrops.ts';
import { submissionReports } from './0018-submission-reports.ts';
import { wordsByDate } from './0019-words-by-date.ts';
import { labels } from './0020-labels.ts';
import { maildropIds } from './0021-maildrop-ids.ts';
import { accountShares } from './0022-account-shares.ts';
import { deliveries } from './0023-deliveries.ts';
import { subjectsByMonth } from './0024-subjects-by-month.ts';
import { contacts } from './0026-contacts.ts';
import { templates } from './0027-templates.ts';
import { outgoingServers } from './0028-outgoing-servers.ts';
import { snoozes } from './0029-snoozes.ts';
import { senderKeys } from './0030-sender-keys.ts';
import { identityServers } from './0031-identity-servers.ts';
import { bulkActs } from './0032-bulk-acts.ts';
import { sendersAndFileNames } from './0033-senders-and-file-names.ts';
import { fileKindsOfEmails } from './0034-file-kinds.ts';
import { changeRanges } from './0035-change-ranges.ts';
import { freshMids } from './0036-fresh-mids.ts';
import { houseSettings } from './0037-house-settings.ts';

/**
 * A step forward, as SQL or as code. Its number is its place in the list, counted from 1, and is what `PRAGMA user_version` holds afterwards.
 * `shrinks`: frees so much that the file is written anew afterwards.
 */
export type Migration = { name: string; shrinks?: boolean } & ({ sql: string } | { run: (connection: Connection) => void });

/** Append only: a released step is never edited. */
export const migrations: readonly Migration[] = [
  { name: 'mail-index', sql: mailIndex },
  { name: 'tags', sql: tags },
  { name: 'email-packs', run: packEmailDetails, shrinks: true },
  { name: 'fill-windows', sql: fillWindows },
  { name: 'list-blocks', sql: listBlocks },
  { name: 'housekeeping', sql: housekeeping },
  { name: 'push-subscriptions', sql: pushSubscriptions },
  { name: 'threading', sql: threading },
  { name: 'text-reach', sql: textReach },
  { name: 'shown-part', sql: shownPart },
  { name: 'index-merging', sql: indexMerging },
  { name: 'change-gaps', sql: changeGaps },
  { name: 'words-waiting', sql: wordsWaiting },
  { name: 'vacations', sql: vacations },
  { name: 'compared-at', sql: comparedAt },
  { name: 'maildrops', sql: maildrops },
  { name: 'submission-reports', sql: submissionReports },
  { name: 'words-by-date', sql: wordsByDate },
  { name: 'labels', sql: labels },
  { name: 'maildrop-ids', sql: maildropIds },
  { name: 'account-shares', sql: accountShares },
  { name: 'deliveries', sql: deliveries },
  { name: 'subjects-by-month', sql: subjectsByMonth },
  { name: 'contacts', sql: contacts },
  { name: 'outgoing-servers', sql: outgoingServers },
  { name: 'templates', sql: templates },
  { name: 'snoozes', sql: snoozes },
  { name: 'sender-keys', sql: senderKeys },
  { name: 'identity-servers', sql: identityServers },
  { name: 'bulk-acts', sql: bulkActs },
  { name: 'senders-and-file-names', sql: sendersAndFileNames },
  { name: 'file-kinds', sql: fileKindsOfEmails },
  { name: 'change-ranges', sql: changeRanges },
  { name: 'fresh-mids', sql: freshMids },
  { name: 'house-settings', sql: houseSettings },
];
