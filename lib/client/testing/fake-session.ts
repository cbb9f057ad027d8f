import type { Session } from '#lib/contract/index.ts';
import type { FakeAccount } from './fake-account.ts';

export const maxObjectsInGet = 1000;

/** What the scripted server says of itself (RFC 8620 §2). */
export function fakeSession(origin: string, accounts: FakeAccount[]): Session {
  const entries = accounts.map((account) => [
    account.id,
    {
      name: account.name,
      isPersonal: true,
      isReadOnly: false,
      accountCapabilities: {
        'urn:ietf:params:jmap:core': {},
        'urn:ietf:params:jmap:mail': {
          maxMailboxesPerEmail: null,
          maxMailboxDepth: null,
          maxSizeMailboxName: 200,
          maxSizeAttachmentsPerEmail: 50_000_000,
          emailQuerySortOptions: ['receivedAt'],
          mayCreateTopLevelMailbox: true,
        },
        'urn:ietf:params:jmap:submission': { maxDelayedSend: 86_400, submissionExtensions: { FUTURERELEASE: [] } },
        'urn:ietf:params:jmap:quota': {},
        'urn:postern:sync': { isDemo: false },
        'urn:postern:folders': {},
        'urn:postern:tags': {},
        'urn:postern:threading': {},
        'urn:postern:sending': {},
        'urn:postern:trust': {},
        'urn:postern:triage': {},
        'urn:postern:bulk': {},
        'urn:postern:files': {},
      },
    },
  ]);
  const primary = accounts[0]?.id;
  return {
    capabilities: {
      'urn:ietf:params:jmap:core': {
        maxSizeUpload: 50_000_000,
        maxConcurrentUpload: 4,
        maxSizeRequest: 10_000_000,
        maxConcurrentRequests: 8,
        maxCallsInRequest: 32,
        maxObjectsInGet,
        maxObjectsInSet: 1000,
        collationAlgorithms: [],
      },
      'urn:ietf:params:jmap:mail': {},
      'urn:ietf:params:jmap:submission': {},
      'urn:ietf:params:jmap:vacationresponse': {},
      'urn:ietf:params:jmap:quota': {},
      'urn:ietf:params:jmap:blob': {},
      'urn:ietf:params:jmap:mdn': {},
      'urn:ietf:params:jmap:contacts': {},
      'urn:postern:templates': {},
      'urn:ietf:params:jmap:webpush-vapid': { applicationServerKey: 'BKey' },
      'urn:postern:sync': {},
      'urn:postern:folders': {},
      'urn:postern:tags': {},
      'urn:postern:preferences': {},
      'urn:postern:threading': {},
      'urn:postern:sending': {},
      'urn:postern:trust': {},
      'urn:postern:triage': {},
      'urn:postern:bulk': {},
      'urn:postern:files': {},
    },
    accounts: Object.fromEntries(entries),
    primaryAccounts: primary === undefined ? {} : { 'urn:ietf:params:jmap:mail': primary },
    username: accounts[0]?.name ?? '',
    apiUrl: `${origin}/api/jmap`,
    downloadUrl: `${origin}/api/download/{accountId}/{blobId}/{name}?type={type}`,
    uploadUrl: `${origin}/api/upload/{accountId}`,
    eventSourceUrl: `${origin}/api/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
    state: '1',
  };
}
