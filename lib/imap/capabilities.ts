import type { ImapFlow } from 'imapflow';
import type { ImapCapabilities } from './api.ts';

/** What the server said after login, when all of it counts (I8, RFC 9051 §6.2.2). */
export function readCapabilities(client: ImapFlow): ImapCapabilities {
  const offered = new Map([...client.capabilities].map(([name, value]) => [name.toUpperCase(), value] as const));
  const enabled = new Set([...client.enabled].map((name) => name.toUpperCase()));
  const has = (name: string) => offered.has(name);
  const limit = offered.get('APPENDLIMIT');
  return {
    condstore: enabled.has('CONDSTORE') || enabled.has('QRESYNC'),
    qresync: enabled.has('QRESYNC'),
    idle: has('IDLE'),
    notify: has('NOTIFY'),
    move: has('MOVE'),
    uidplus: has('UIDPLUS'),
    esearch: has('ESEARCH'),
    partial: has('PARTIAL'),
    specialUse: has('SPECIAL-USE'),
    createSpecialUse: has('CREATE-SPECIAL-USE'),
    listExtended: has('LIST-EXTENDED'),
    listStatus: has('LIST-STATUS'),
    objectId: has('OBJECTID'),
    gmail: has('X-GM-EXT-1'),
    preview: has('PREVIEW'),
    namespace: has('NAMESPACE'),
    unselect: has('UNSELECT'),
    literalPlus: has('LITERAL+'),
    acl: has('ACL'),
    quota: has('QUOTA'),
    binary: has('BINARY'),
    utf8: enabled.has('UTF8=ACCEPT'),
    appendLimitBytes: typeof limit === 'number' ? limit : null,
  };
}
