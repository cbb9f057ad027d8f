import type { ImapCapabilities } from './api.ts';
import type { NameCodec } from './name-codec.ts';
import type { Selection } from './selection.ts';
import type { ImapWire } from './wire.ts';

export type Namespace = { kind: 'personal' | 'other' | 'shared'; prefix: string; delimiter: string | null };

/** What every command of a session works with. */
export type SessionContext = {
  wire: ImapWire;
  capabilities: ImapCapabilities;
  names: NameCodec;
  selection: Selection;
  namespaces: () => Namespace[];
};
