import { formatInternalDate, parseInternalDate } from '../fetch-row.ts';
import type { FakeRequest } from './fake-imap-server.ts';
import type { ModelGmail } from './model-gmail.ts';
import type { ModelMail, ModelMailbox, ModelMessage } from './model-mail.ts';
import { criteria, isInSet } from './model-search.ts';

/** What kind of server this is, beyond its capabilities. */
export type ModelTraits = {
  capabilities: readonly string[];
  /** mailboxes without mod-sequences (RFC 7162 §3.1.2.2) */
  noModSeq?: boolean;
  /** only so many of the newest messages of a mailbox can be seen */
  window?: number;
  /** prefix of the personal namespace, as `INBOX.` */
  prefix?: string;
  /** messages that the server fails on whenever their header is asked for */
  isUnreadable?: (message: ModelMessage) => boolean;
  /** the mail is labelled: X-GM-EXT-1 */
  gmail?: ModelGmail;
};

/** One connection: the open mailbox as this client was last told of it. */
export class ModelSession {
  readonly #mail: ModelMail;
  readonly #traits: ModelTraits;
  #open: ModelMailbox | null = null;
  #isReadOnly = true;
  /** UIDs in the order of their sequence numbers, with the flags that were told */
  #view: { uid: number; modSeq: number }[] = [];
  #hasQresync = false;
  #idle: FakeRequest | null = null;

  constructor(mail: ModelMail, traits: ModelTraits) {
    this.#mail = mail;
    this.#traits = traits;
  }

  /** Another client changed something: told at once to who waits in IDLE. */
  onTold(): void {
    if (this.#idle !== null && this.#open?.isDeleted === false) this.#tellNews(this.#idle, true);
  }

  /** @returns false for commands that this server does not know */
  answer(request: FakeRequest): boolean {
    const { command } = request;
    if (this.#open?.isDeleted === true && command !== '+') {
      request.send('* BYE the mailbox is not there any more');
      request.socket.end();
      return true;
    }
    const args = splitArgs(request.args);
    switch (command) {
      case '+':
        return this.#endIdle(request);
      case 'IDLE':
        if (!this.#has('IDLE')) return false;
        this.#idle = request;
        request.ask('idling');
        this.onTold();
        return true;
      case 'ENABLE':
        if (!this.#has('ENABLE')) return false;
        this.#hasQresync = args.some((name) => name.toUpperCase() === 'QRESYNC') && this.#has('QRESYNC');
        request.send(`* ENABLED ${args.filter((name) => this.#has(name.toUpperCase())).join(' ')}`);
        request.ok();
        return true;
      case 'NAMESPACE': {
        const { prefix = '' } = this.#traits;
        request.send(`* NAMESPACE (("${prefix}" "${this.#mail.delimiter}")) NIL NIL`);
        request.ok();
        return true;
      }
      case 'LIST':
      case 'LSUB':
        return this.#list(request, command);
      case 'STATUS':
        return this.#onMailbox(request, args[0] ?? '', (mailbox) => {
          request.send(`* STATUS ${quote(mailbox.path)} (${this.#statusOf(mailbox, innerOf(args[1] ?? '()'))})`);
          request.ok();
        });
      case 'GETQUOTAROOT':
        if (!this.#has('QUOTA')) return false;
        return this.#onMailbox(request, args[0] ?? '', (mailbox) => {
          request.send(`* QUOTAROOT ${quote(mailbox.path)} ""`);
          request.send('* QUOTA "" (STORAGE 10 1000)');
          request.ok();
        });
      case 'CREATE':
        return this.#manage(request, () => this.#mail.create(args[0] ?? '') !== null, '[ALREADYEXISTS] it is there');
      case 'DELETE':
        return this.#manage(request, () => this.#mail.delete(args[0] ?? ''), '[NONEXISTENT] no such mailbox');
      case 'RENAME':
        return this.#manage(request, () => this.#mail.rename(args[0] ?? '', args[1] ?? ''), '[NONEXISTENT] no such mailbox');
      case 'SUBSCRIBE':
      case 'UNSUBSCRIBE':
        return this.#onMailbox(request, args[0] ?? '', (mailbox) => {
          mailbox.isSubscribed = command === 'SUBSCRIBE';
          request.ok();
        });
      case 'SELECT':
      case 'EXAMINE':
        return this.#select(request, args, command === 'EXAMINE');
      case 'UNSELECT':
        if (!this.#has('UNSELECT')) return false;
        this.#open = null;
        request.ok();
        return true;
      case 'NOOP':
        if (this.#open !== null) this.#tellNews(request, true);
        request.ok();
        return true;
      case 'APPEND':
        return this.#append(request, args);
      case 'FETCH':
      case 'UID FETCH':
        return this.#inOpen(request, (open) => this.#fetch(request, open, args, command === 'UID FETCH'));
      case 'UID SEARCH':
        return this.#inOpen(request, (open) => this.#search(request, open, args));
      case 'UID STORE':
        return this.#inOpen(request, (open) => this.#store(request, open, args), true);
      case 'UID COPY':
        return this.#inOpen(request, (open) => this.#copyOrMove(request, open, args, false));
      case 'UID MOVE':
        if (!this.#has('MOVE')) return false;
        return this.#inOpen(request, (open) => this.#copyOrMove(request, open, args, true), true);
      case 'UID EXPUNGE':
        if (!this.#has('UIDPLUS')) return false;
        return this.#inOpen(
          request,
          (open) => {
            const uids = this.#visible(open).filter(({ uid, flags }) => isInSet(uid, args[0] ?? '') && flags.has('\\Deleted'));
            open.expunge(uids.map(({ uid }) => uid));
            this.#mail.tell();
            this.#finish(request, 'expunged');
          },
          true,
        );
      default:
        // CLOSE and EXPUNGE would take away other clients' \Deleted mail: nobody here may send them (I3, I4).
        return false;
    }
  }

  #has(capability: string): boolean {
    return this.#traits.capabilities.includes(capability);
  }

  #endIdle(request: FakeRequest): boolean {
    if (this.#idle === null) return false;
    this.#idle = null;
    request.ok('IDLE ended');
    return true;
  }

  #visible(mailbox: ModelMailbox): ModelMessage[] {
    const { window } = this.#traits;
    return window === undefined ? mailbox.messages : mailbox.messages.slice(-window);
  }

  #modSeqOf(mailbox: ModelMailbox): number | null {
    return this.#has('CONDSTORE') && this.#traits.noModSeq !== true ? mailbox.highestModSeq : null;
  }

  #list(request: FakeRequest, command: 'LIST' | 'LSUB'): boolean {
    const returns = /RETURN \((.*)\)$/.exec(request.args)?.[1] ?? '';
    if (returns !== '' && !this.#has('LIST-EXTENDED')) return false;
    const status = /STATUS \(([^)]*)\)/.exec(returns)?.[1] ?? null;
    if (status !== null && !this.#has('LIST-STATUS')) return false;
    for (const mailbox of this.#mail.mailboxes.values()) {
      if (command === 'LSUB' && !mailbox.isSubscribed) continue;
      const flags = [
        ...(returns.includes('SUBSCRIBED') && mailbox.isSubscribed ? ['\\Subscribed'] : []),
        ...(this.#has('SPECIAL-USE') ? (this.#traits.gmail?.roleFlags(mailbox.path) ?? roleFlags(mailbox.path)) : []),
      ];
      request.send(`* ${command} (${flags.join(' ')}) "${this.#mail.delimiter}" ${quote(mailbox.path)}`);
      if (status !== null) request.send(`* STATUS ${quote(mailbox.path)} (${this.#statusOf(mailbox, status)})`);
    }
    request.ok();
    return true;
  }

  #statusOf(mailbox: ModelMailbox, items: string): string {
    const messages = this.#visible(mailbox);
    const values: Record<string, string> = {
      MESSAGES: String(messages.length),
      UIDNEXT: String(mailbox.uidNext),
      UIDVALIDITY: String(mailbox.uidValidity),
      UNSEEN: String(messages.filter(({ flags }) => !flags.has('\\Seen')).length),
      HIGHESTMODSEQ: String(this.#modSeqOf(mailbox) ?? 0),
      MAILBOXID: `(${mailbox.mailboxId})`,
    };
    return items
      .split(' ')
      .map((item) => `${item} ${values[item] ?? '0'}`)
      .join(' ');
  }

  #manage(request: FakeRequest, act: () => boolean, refusal: string): boolean {
    if (act()) request.ok();
    else request.no(refusal);
    this.#mail.tell();
    return true;
  }

  #onMailbox(request: FakeRequest, path: string, act: (mailbox: ModelMailbox) => void, refusal = '[NONEXISTENT] no such mailbox'): boolean {
    const mailbox = this.#mail.mailboxes.get(/^inbox$/i.test(path) ? 'INBOX' : path);
    if (mailbox === undefined) request.no(refusal);
    else act(mailbox);
    return true;
  }

  #select(request: FakeRequest, args: readonly string[], isReadOnly: boolean): boolean {
    this.#open = null;
    return this.#onMailbox(request, args[0] ?? '', (mailbox) => {
      const { send } = request;
      const qresync = /QRESYNC \((\d+) (\d+)/.exec(request.args);
      const modSeq = this.#modSeqOf(mailbox);
      const messages = this.#visible(mailbox);
      send('* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft $Forwarded later)');
      send(`* OK [PERMANENTFLAGS (${isReadOnly ? '' : '\\Answered \\Flagged \\Deleted \\Seen \\Draft \\*'})] kept`);
      send(`* ${messages.length} EXISTS`);
      send(`* OK [UIDVALIDITY ${mailbox.uidValidity}] valid`);
      send(`* OK [UIDNEXT ${mailbox.uidNext}] next`);
      if (this.#has('CONDSTORE')) send(modSeq === null ? '* OK [NOMODSEQ] none' : `* OK [HIGHESTMODSEQ ${modSeq}] highest`);
      this.#open = mailbox;
      this.#isReadOnly = isReadOnly;
      this.#view = messages.map(({ uid, modSeq: told }) => ({ uid, modSeq: told }));
      if (qresync !== null && Number(qresync[1]) === mailbox.uidValidity && modSeq !== null) {
        const since = Number(qresync[2]);
        const gone = mailbox.gone.filter((each) => each.modSeq > since).map(({ uid }) => uid);
        if (gone.length > 0) send(`* VANISHED (EARLIER) ${gone.sort((a, b) => a - b).join(',')}`);
        messages.forEach((message, at) => {
          if (message.modSeq > since) send(`* ${at + 1} FETCH (${this.#flagItems(message)})`);
        });
      }
      request.ok(isReadOnly ? '[READ-ONLY] open' : '[READ-WRITE] open');
    });
  }

  #flagItems({ uid, flags, modSeq }: ModelMessage): string {
    const withModSeq = this.#has('CONDSTORE') && this.#traits.noModSeq !== true;
    return `UID ${uid} FLAGS (${[...flags].join(' ')})${withModSeq ? ` MODSEQ (${modSeq})` : ''}`;
  }

  #inOpen(request: FakeRequest, act: (open: ModelMailbox) => void, isWrite = false): boolean {
    if (this.#open === null) request.bad('no mailbox is open');
    else if (isWrite && this.#isReadOnly) request.no('the mailbox is open read-only');
    else act(this.#open);
    return true;
  }

  /** News of other clients, told with the answer to a command; what went is only told where sequence numbers may move. */
  #tellNews(request: FakeRequest, withGone: boolean): void {
    const open = this.#open;
    if (open === null) return;
    const messages = this.#visible(open);
    const now = new Map(messages.map((message) => [message.uid, message]));
    if (withGone) {
      const gone = this.#view.filter(({ uid }) => !now.has(uid)).map(({ uid }) => uid);
      if (this.#hasQresync && gone.length > 0) request.send(`* VANISHED ${gone.join(',')}`);
      for (let at = this.#view.length - 1; at >= 0; at -= 1) {
        if (now.has(this.#view[at]?.uid ?? 0)) continue;
        this.#view.splice(at, 1);
        if (!this.#hasQresync) request.send(`* ${at + 1} EXPUNGE`);
      }
    }
    const known = new Set(this.#view.map(({ uid }) => uid));
    const fresh = messages.filter(({ uid }) => !known.has(uid));
    // A window that slides back shows old mail again: the whole numbering is another one then, as in a new session.
    if (fresh.length > 0) {
      this.#view.push(...fresh.map(({ uid, modSeq }) => ({ uid, modSeq })));
      if (withGone) this.#view.sort((a, b) => a.uid - b.uid);
      request.send(`* ${this.#view.length} EXISTS`);
    }
    this.#view.forEach((entry, at) => {
      const message = now.get(entry.uid);
      if (message === undefined || message.modSeq === entry.modSeq) return;
      entry.modSeq = message.modSeq;
      request.send(`* ${at + 1} FETCH (${this.#flagItems(message)})`);
    });
  }

  #finish(request: FakeRequest, words: string): void {
    this.#tellNews(request, true);
    request.ok(words);
  }

  #append(request: FakeRequest, args: readonly string[]): boolean {
    return this.#onMailbox(
      request,
      args[0] ?? '',
      (mailbox) => {
        const head = /^(?:"(?:[^"\\]|\\.)*"|\S+) (?:\(([^)]*)\) )?(?:"([^"]*)" )?/.exec(request.args);
        const raw = request.args.slice(head?.[0].length ?? 0);
        const date = parseInternalDate(head?.[2] ?? '') ?? Date.now();
        const uid = this.#mail.append(mailbox.path, raw, (head?.[1] ?? '').split(' ').filter(Boolean), date);
        if (this.#open !== null) this.#tellNews(request, true);
        request.ok(this.#has('UIDPLUS') ? `[APPENDUID ${mailbox.uidValidity} ${uid}] taken` : 'taken');
        this.#mail.tell();
      },
      '[TRYCREATE] no such mailbox',
    );
  }

  #fetch(request: FakeRequest, open: ModelMailbox, args: readonly string[], isUid: boolean): void {
    const [set = '', items = ''] = args;
    const since = Number(/CHANGEDSINCE (\d+)/.exec(request.args)?.[1] ?? -1);
    const wanted = this.#view
      .map(({ uid }, at) => ({ seq: at + 1, message: open.message(uid) }))
      .filter(({ seq, message }) => message !== undefined && isInSet(isUid ? message.uid : seq, set) && message.modSeq > since);
    if (items.includes('HEADER') && wanted.some(({ message }) => message !== undefined && this.#traits.isUnreadable?.(message))) {
      request.no('[SERVERBUG] internal error');
      return;
    }
    for (const { seq, message } of wanted) {
      if (message === undefined) continue;
      request.raw(`* ${seq} FETCH (`);
      this.#sendItems(request, message, items, since >= 0);
      request.raw(')\r\n');
    }
    this.#tellNews(request, isUid);
    request.ok();
  }

  #sendItems(request: FakeRequest, message: ModelMessage, items: string, withModSeq: boolean): void {
    const { raw } = message;
    const headerEnd = raw.indexOf('\r\n\r\n') < 0 ? raw.length : raw.indexOf('\r\n\r\n') + 4;
    const words = [`UID ${message.uid}`];
    if (/\bFLAGS\b/.test(items)) words.push(`FLAGS (${[...message.flags].join(' ')})`);
    if (withModSeq || /\bMODSEQ\b/.test(items)) words.push(`MODSEQ (${message.modSeq})`);
    if (items.includes('INTERNALDATE')) words.push(`INTERNALDATE "${formatInternalDate(message.internalDateMs)}"`);
    if (items.includes('RFC822.SIZE')) words.push(`RFC822.SIZE ${raw.length}`);
    if (items.includes('EMAILID')) words.push(`EMAILID (${message.emailId})`);
    if (items.includes('THREADID')) words.push('THREADID NIL');
    const extra = this.#traits.gmail?.items(message, items);
    if (extra) words.push(extra);
    if (items.includes('BODYSTRUCTURE'))
      words.push(`BODYSTRUCTURE ("TEXT" "PLAIN" ("CHARSET" "utf-8") NIL NIL "7BIT" ${raw.length - headerEnd} 1 NIL NIL NIL NIL)`);
    request.raw(words.join(' '));
    const section = /BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?/.exec(items);
    if (section === null) return;
    const [, name = '', from, length] = section;
    const whole =
      name.startsWith('HEADER') || name.endsWith('MIME') ? raw.subarray(0, headerEnd) : name === '' ? raw : raw.subarray(headerEnd);
    const octets = from === undefined ? whole : whole.subarray(Number(from), Number(from) + Number(length));
    request.raw(` BODY[${name}]${from === undefined ? '' : `<${from}>`} {${octets.length}}\r\n`);
    request.raw(octets);
  }

  #search(request: FakeRequest, open: ModelMailbox, args: readonly string[]): void {
    const wants = args[0]?.toUpperCase() === 'RETURN' ? innerOf(args[1] ?? '()').toUpperCase() : null;
    if (wants !== null && !this.#has('ESEARCH')) {
      request.bad('what is RETURN');
      return;
    }
    const isMatch = criteria(wants === null ? args : args.slice(2), this.#view, this.#traits.gmail?.searchKeys);
    const uids = this.#view
      .map(({ uid }) => open.message(uid))
      .filter((message): message is ModelMessage => message !== undefined && isMatch(message));
    if (wants === null) request.send(`* SEARCH${uids.map(({ uid }) => ` ${uid}`).join('')}`);
    else {
      const all = wants.includes('ALL') && uids.length > 0 ? ` ALL ${uids.map(({ uid }) => uid).join(',')}` : '';
      const count = wants.includes('COUNT') ? ` COUNT ${uids.length}` : '';
      request.send(`* ESEARCH (TAG "${request.tag}") UID${count}${all}`);
    }
    this.#tellNews(request, true);
    request.ok();
  }

  #store(request: FakeRequest, open: ModelMailbox, args: readonly string[]): void {
    const labels = args.find((arg) => /^[+-]X-GM-LABELS/i.test(arg));
    if (labels !== undefined && this.#traits.gmail !== undefined) {
      const chosen = this.#visible(open).filter(({ uid }) => isInSet(uid, args[0] ?? ''));
      this.#traits.gmail.label(chosen, splitArgs(innerOf(args[args.length - 1] ?? '()')), labels.startsWith('+'));
      this.#finish(request, 'stored');
      this.#mail.tell();
      return;
    }
    const item = args.find((arg) => /^[+-]FLAGS/i.test(arg)) ?? '';
    const flags = innerOf(args[args.length - 1] ?? '()')
      .split(' ')
      .filter(Boolean);
    for (const { uid } of [...this.#visible(open)]) {
      if (!isInSet(uid, args[0] ?? '')) continue;
      for (const flag of flags) open.setFlag(uid, flag, item.startsWith('+'));
    }
    this.#finish(request, 'stored');
    this.#mail.tell();
  }

  #copyOrMove(request: FakeRequest, open: ModelMailbox, args: readonly string[], isMove: boolean): void {
    this.#onMailbox(
      request,
      args[1] ?? '',
      (target) => {
        const uids = this.#visible(open)
          .map(({ uid }) => uid)
          .filter((uid) => isInSet(uid, args[0] ?? ''));
        const map = isMove ? this.#mail.move(open, uids, target) : this.#mail.copy(open, uids, target);
        const code =
          this.#has('UIDPLUS') && map.size > 0
            ? `[COPYUID ${target.uidValidity} ${[...map.keys()].join(',')} ${[...map.values()].join(',')}] `
            : '';
        if (isMove && code !== '') request.send(`* OK ${code}moved`);
        this.#finish(request, isMove ? 'moved' : `${code}copied`);
        this.#mail.tell();
      },
      '[TRYCREATE] no such mailbox',
    );
  }
}

const quote = (text: string) => `"${text.replaceAll(/["\\]/g, (found) => `\\${found}`)}"`;
const innerOf = (list: string) => list.replace(/^\(/, '').replace(/\)$/, '');

function roleFlags(path: string): string[] {
  const name = path.replace(/^INBOX\./, '');
  return ['Drafts', 'Sent', 'Junk', 'Trash', 'Archive'].includes(name) ? [`\\${name}`] : [];
}

/** Words between spaces; quoted strings without their quotes, parentheses and brackets kept whole. */
export function splitArgs(text: string): string[] {
  const words: string[] = [];
  let at = 0;
  while (at < text.length) {
    if (text[at] === ' ') {
      at += 1;
      continue;
    }
    if (text[at] === '"') {
      let word = '';
      for (at += 1; at < text.length && text[at] !== '"'; at += 1) {
        if (text[at] === '\\') at += 1;
        word += text[at] ?? '';
      }
      at += 1;
      words.push(word);
      continue;
    }
    let depth = 0;
    const start = at;
    for (; at < text.length && (depth > 0 || text[at] !== ' '); at += 1) {
      if (text[at] === '(' || text[at] === '[') depth += 1;
      else if (text[at] === ')' || text[at] === ']') depth -= 1;
    }
    words.push(text.slice(start, at));
  }
  return words;
}
