import { isMailError } from '#lib/mail/index.ts';
import type { NameCodec } from './name-codec.ts';
import type { Namespace } from './session-context.ts';
import { type ImapResponse, listOf, textOf } from './tokens.ts';
import type { ImapWire, RunOptions } from './wire.ts';

const kinds = ['personal', 'other', 'shared'] as const;
/** A server that names more is out of its mind. */
const maxNamespaces = 100;

/**
 * Where mailboxes are (RFC 2342 §5): prefix and delimiter of each namespace, as the server says them. The library asks too, but puts the
 * delimiter behind every prefix, and then `~` (of `~bo/Board`) is found nowhere.
 */
export class Namespaces {
  readonly #wire: ImapWire;
  readonly #names: NameCodec;
  readonly #isOffered: boolean;
  #known: Namespace[] | null = null;

  constructor(wire: ImapWire, names: NameCodec, isOffered: boolean) {
    this.#wire = wire;
    this.#names = names;
    this.#isOffered = isOffered;
  }

  async get(options: RunOptions): Promise<Namespace[]> {
    this.#known ??= await this.#ask(options);
    return this.#known;
  }

  async #ask(options: RunOptions): Promise<Namespace[]> {
    const found: Namespace[] = [];
    const onNamespace = (response: ImapResponse) => {
      for (const [index, kind] of kinds.entries())
        for (const entry of listOf(response.attributes?.[index]) ?? []) {
          const [prefix, delimiter] = listOf(entry) ?? [];
          if (found.length < maxNamespaces) found.push(this.#namespace(kind, textOf(prefix) ?? '', textOf(delimiter)));
        }
    };
    try {
      if (this.#isOffered) await this.#wire.run('NAMESPACE', [], { ...options, stage: 'mailbox', untagged: { namespace: onNamespace } });
    } catch (error) {
      if (!isMailError(error) || error.kind !== 'refused') throw error;
    }
    return found.length === 0 ? [{ kind: 'personal', prefix: '', delimiter: null }] : found;
  }

  #namespace(kind: Namespace['kind'], raw: string, delimiter: string | null): Namespace {
    const prefix = raw === '' ? '' : this.#names.path(raw);
    // What lies below `INBOX` is meant where a server leaves the delimiter out.
    const isOpen = kind === 'personal' && prefix !== '' && delimiter !== null && !prefix.endsWith(delimiter);
    return { kind, prefix: isOpen ? `${prefix}${delimiter}` : prefix, delimiter };
  }
}
