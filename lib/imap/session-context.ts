import type { ImapCapabilities } from './api.ts';
import type { NameCodec } from './name-codec.ts';
import type { Selection } from './selection.ts';
import type { ImapWire, RunOptions } from './wire.ts';

export type Namespace = { kind: 'personal' | 'other' | 'shared'; prefix: string; delimiter: string | null };

/** What every command of a session works with. */
export type SessionContext = {
  wire: ImapWire;
  capabilities: ImapCapabilities;
  names: NameCodec;
  selection: Selection;
  /** asked once in a session */
  namespaces: (options: RunOptions) => Promise<Namespace[]>;
};
