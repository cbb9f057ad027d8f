import {
  type Account,
  type ComposerRequest,
  closeComposer,
  createValue,
  discardDraft,
  draftVersions,
  isDraftThere,
  mailClient,
  markForwarded,
  noteOpenDraft,
  noWishes,
  outgoingServerOf,
  type Readable,
  raiseComposer,
  saveDraft,
  sendEmail,
  showToast,
  t,
} from '#lib/client/index.ts';
import type { RichNode } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import { type EmailId, isMailError, MailError } from '#lib/mail/index.ts';
import { archiveAnswered } from './archive-answered.ts';
import type { ComposerFields, ComposerState, DraftTies, Keeping, ReadyState, SendHow } from './composer-state.ts';
import { clockSlackMs, discardLater } from './discard-draft.ts';
import { type Claim, claimDraft, isClaimedHere } from './draft-claims.ts';
import { draftContent, isEmptyDraft } from './draft-content.ts';
import { createDraftFiles } from './draft-files.ts';
import { createDraftKeeper, type DraftKeeper } from './draft-keeper.ts';
import { createDraftSending } from './draft-sending.ts';
import { forgetLocally, keepLocally, type LocalDraft, localDrafts } from './local-drafts.ts';
import { obstacleOf } from './obstacle.ts';
import { newMessageId, type OpenedDraft, openDraft } from './open-draft.ts';
import type { DraftStand } from './reconcile-draft.ts';
import { sizeProblem } from './server-limits.ts';
import { textSignatureOf } from './signatures.ts';
import { takenUpBy, takeUp } from './take-up.ts';

/** One composer window's message: kept on this device at every change, at the gateway within two seconds, sent once. */
export type DraftSession = {
  readonly account: Account;
  readonly state: Readable<ComposerState>;
  load(): void;
  /** takes over what another tab writes */
  writeHere(): void;
  change(patch: Partial<ComposerFields>): void;
  /** what the editor holds now */
  write(rich: RichNode, html: string): void;
  /** replaces what the editor shows */
  replaceContent(patch: Partial<ComposerFields>): void;
  addFiles(files: readonly File[]): void;
  /** Pictures for the text. @returns what they are called there */
  addImages(files: readonly File[]): readonly { cid: string; alt: string }[];
  /** Where a picture added in this page is shown from. */
  localUrl(cid: string): string | null;
  removeFile(key: string): void;
  retryFile(key: string): void;
  /** what was said about the draft has been read */
  dismissNotice(): void;
  /** null = it may go; else what is wrong, in words */
  obstacle(): string | null;
  /** @returns true when it is in the outbox; without a connection it waits for one (`waiting`) */
  send(how?: SendHow): Promise<boolean>;
  /** It is a draft again. */
  stopWaiting(): void;
  /** it answers a conversation of the inbox */
  mayArchive(): boolean;
  /** how far ahead this account can hold a message back; 0 = not at all */
  maxDelaySeconds(): number;
  /** Goes on in a window of its own; this one gives it up when that is there. False: the browser opens none. */
  popOut(): boolean;
  /** Brings everything to the gateway. @returns false when that did not work: it is still on this device */
  flush(): Promise<boolean>;
  /** Saves and takes the window away. @returns false: it is only on this device, and the window stays */
  close(): Promise<boolean>;
  discard(): Promise<void>;
};

/** Windows of this tab by what they claim. */
const windowOf = new Map<string, string>();

export const claimName = ({ accountId, messageId }: DraftTies): string => `${accountId} ${messageId}`;

/** With the round trip, within two seconds of the first change that is not at the gateway (ui.md). */
const saveAfterMs = 1_200;
/** Every version is a whole message: with large files, less often. On this device it is at every keystroke all the same. */
const largeBytes = 2_000_000;
const saveLargeAfterMs = 8_000;
/** News of the account come in bunches. */
const lookAfterMs = 1_000;

export function createDraftSession(key: string, account: Account, request: ComposerRequest, person: string): DraftSession {
  const taken = takenUpBy(key);
  let restored = taken?.draft ?? null;
  const isTakenOver = taken?.isTakenOver ?? false;
  let localId = restored?.id ?? crypto.randomUUID();
  const state = createValue<ComposerState>({ status: 'loading' });
  let ties: DraftTies | null = restored?.ties ?? null;
  let first: ComposerFields | null = null;
  let openedAtMs = restored?.openedAtMs ?? Date.now();
  let keeper: DraftKeeper | null = null;
  let files = draftFiles();
  let claim: Claim | null = null;
  let keptVersion = 0;
  let isOver = false;
  let isLoading = false;

  const ready = (): ReadyState | null => {
    const now = state.get();
    return now.status === 'ready' ? now : null;
  };
  function set(patch: Partial<ReadyState>): void {
    const now = ready();
    if (now !== null) state.set({ ...now, ...patch });
  }
  function identity(): Identity | null {
    const all = account.cache.identities() ?? [];
    const wanted = ready()?.fields.identityId;
    return all.find((one) => one.id === wanted) ?? all[0] ?? null;
  }
  function draftFiles() {
    return createDraftFiles({
      account,
      draftId: localId,
      get: () => ready()?.files ?? [],
      set: (list) => set({ files: list }),
      changed: () => keeper?.touched(),
      kept: () => void keepHere(),
      refuses(more) {
        const now = ready();
        return now === null ? null : sizeProblem(now.outgoing, now.fields, [...now.files, ...more]);
      },
    });
  }
  const savedId = (): EmailId | null => keeper?.stand().savedId ?? null;

  function record(): LocalDraft | null {
    const now = ready();
    if (now === null || ties === null) return null;
    const { title, fields } = now;
    const { files: list, waiting } = now;
    return { id: localId, title, ties, fields, files: list, stand: keeper?.stand() ?? null, openedAtMs, changedAtMs: Date.now(), waiting };
  }

  async function keepHere(): Promise<void> {
    noteOpenDraft(key, isOver ? null : savedId());
    const draft = isOver ? null : record();
    if (draft === null) return;
    keptVersion += 1;
    const keeping = keptVersion;
    const isKeptHere = await keepLocally(person, draft);
    if (keeping === keptVersion) set({ isKeptHere });
  }

  async function claimFor(of: DraftTies, mode: 'try' | 'ask'): Promise<boolean> {
    if (claim !== null && windowOf.get(claimName(of)) === key) return true;
    const given = await claimDraft(claimName(of), letGo, mode);
    if (given === null) return false;
    if (isOver) {
      given.release();
      return false;
    }
    claim?.release();
    claim = given;
    windowOf.set(claimName(of), key);
    return true;
  }

  /** Another tab goes on with it: what is here is in the browser's database, the window goes. */
  async function letGo(): Promise<void> {
    if (isOver) return;
    await keepHere();
    end({ keepsLocally: true });
    showToast({ text: t('compose.wentToOtherTab') });
  }

  function begin(opened: Omit<OpenedDraft, 'savedId' | 'sentId'>, keeping: Keeping['kind'], stand: DraftStand, isDoubtful: boolean): void {
    first = opened.fields;
    const { title, fields } = opened;
    state.set({
      status: 'ready',
      title,
      fields,
      files: opened.files,
      keeping: { kind: keeping, atMs: null },
      isKeptHere: true,
      notice: null,
      outgoing: null,
      isSending: false,
      waiting: restored?.waiting ?? null,
      problem: null,
      generation: 0,
    });
    keeper = createDraftKeeper({
      stand,
      isDoubtful,
      server: {
        save: (replaces, mark) => whileFilesLast(false, () => saveDraft(account, content(), replaces, mark)),
        versions: (known) => draftVersions(account, (ties as DraftTies).messageId, known, openedAtMs - clockSlackMs),
        isThere: (emailId) => isDraftThere(account, emailId),
        async remove(emailIds) {
          const ends = await Promise.all(emailIds.map((emailId) => discardDraft(account, emailId)));
          if (ends.includes('not-told')) throw new MailError('network', 'old versions of a draft are still there');
          return !ends.includes('gone-before');
        },
      },
      after: account.io.after,
      saveAfterMs: () =>
        (ready()?.files.reduce((sum, file) => sum + file.sizeBytes, 0) ?? 0) > largeBytes ? saveLargeAfterMs : saveAfterMs,
      keepHere: () => void keepHere(),
      say: (kind) => set({ keeping: { kind, atMs: kind === 'saved' ? Date.now() : null } }),
      failed(error) {
        set({ keeping: { kind: 'failed', atMs: null } });
        if (error.kind === 'login-refused') mailClient().sessionEnded();
      },
      adopt: showOther,
      part(because, other) {
        ties = { ...(ties as DraftTies), messageId: newMessageId(identity()) };
        set({ notice: { kind: because === 'sent' ? 'sent' : 'parted', other } });
        void claimFor(ties, 'try');
      },
      wasDeleted: (isKeptOn) =>
        set({ notice: { kind: isKeptOn ? 'deleted-kept' : 'deleted', other: null }, keeping: { kind: 'untouched', atMs: null } }),
      wasSent() {
        const isOwn = ready()?.isSending === true || ready()?.waiting !== null;
        end();
        showToast({ text: isOwn ? t('compose.sentBefore') : t('compose.sentElsewhere') });
      },
    });
    if (isDoubtful) void keeper.flush();
    sending.tryWaiting();
    void askServer();
    noteOpenDraft(key, stand.savedId);
    files.resume();
  }

  /** What the server takes that the message will go through. */
  async function askServer(): Promise<void> {
    const sender = identity();
    const outgoing = sender === null ? null : await outgoingServerOf(account, sender.id);
    if (identity()?.id === sender?.id) set({ outgoing });
  }

  /** The words of the message as they are now. */
  function content() {
    const now = ready();
    if (now === null || ties === null) throw new MailError('not-found', 'there is no draft');
    const sender = identity();
    const textSignature = textSignatureOf(now.fields.html, sender);
    return draftContent({ fields: now.fields, files: now.files, ties, identity: sender, textSignature });
  }

  /** @param isWhole without one of its files it must not be done */
  async function whileFilesLast<T>(isWhole: boolean, act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      if (!isMailError(error) || error.code !== 'blobNotFound') throw error;
      await files.recover(savedId());
      if (isWhole && ready()?.files.some((file) => file.blobId === null) === true)
        throw new MailError('temporary', 'a file is uploaded again', { code: 'fileReturns' });
      return act();
    }
  }

  const sending = createDraftSending({
    account,
    ready,
    set,
    keeper: () => keeper,
    isOver: () => isOver,
    keepHere,
    async hand({ sendAtMs = null, archive = false }) {
      const sender = identity();
      if (sender === null) throw new MailError('not-found', 'no sender');
      const original = ties?.original ?? null;
      const undoSeconds = mailClient().preferences()?.values.get().undoSeconds ?? 10;
      await whileFilesLast(true, () =>
        sendEmail(account, mailClient().undoStack, {
          content: content(),
          identityId: sender.id,
          draftId: savedId(),
          original,
          undoSeconds,
          sendAtMs,
        }),
      );
      for (const { accountId, emailIds } of ties?.along ?? []) {
        const from = mailClient().account(accountId);
        if (from !== null) markForwarded(from, emailIds);
      }
      end();
      if (archive && original !== null) archiveAnswered(account, original.emailId);
    },
  });

  async function showOther(emailId: EmailId, mayStill: () => boolean, isOwn: boolean): Promise<boolean> {
    const opened = await openDraft(account, { mode: 'draft', accountId: account.id, emailId });
    const now = ready();
    if (now === null || ties === null || !mayStill()) return false;
    ties = { ...opened.ties, original: ties.original };
    first = opened.fields;
    set({
      fields: opened.fields,
      files: opened.files,
      notice: { kind: isOwn ? 'recovered' : 'updated', other: null },
      generation: now.generation + 1,
    });
    return true;
  }

  async function loadOnce(mode: 'try' | 'ask'): Promise<void> {
    if (restored !== null) {
      // Somebody is quicker than we are with what nobody seemed to write.
      if (!(await claimFor(restored.ties, mode))) return end({ keepsLocally: true });
      // What was written there until it was given up.
      if (isTakenOver) restored = (await localDrafts(person)).find(({ id }) => id === localId) ?? restored;
      const { title } = restored;
      // One that an older version of this page kept knows nothing of wishes.
      const fields = { ...restored.fields, wishes: restored.fields.wishes ?? noWishes };
      const list = restored.files.map((file) => (file.state === 'done' ? file : { ...file, blobId: null }));
      const stand = restored.stand ?? { writer: localId, savedId: null, savedRevision: 0, revision: 1, sendingRevision: null };
      begin({ title, ties: restored.ties, fields, files: list }, 'waiting', stand, true);
      first = { ...fields, to: [], cc: [], bcc: [], subject: '', html: '', text: '', rich: null, quoted: null };
      if (restored.stand === null) void keepHere();
      return;
    }
    try {
      const opened = await openDraft(account, request);
      if (isOver) return;
      const name = claimName(opened.ties);
      if (isClaimedHere(name)) {
        end({ keepsLocally: true });
        raiseComposer(windowOf.get(name) ?? '');
        return;
      }
      if (!(await claimFor(opened.ties, mode))) {
        if (!isOver) state.set({ status: 'elsewhere', title: opened.title });
        return;
      }
      // A tab that died, or one that let it go, left what it had.
      const left = request.mode === 'draft' ? (await localDrafts(person)).find((draft) => claimName(draft.ties) === name) : undefined;
      if (left !== undefined) {
        restored = left;
        localId = left.id;
        openedAtMs = left.openedAtMs;
        files = draftFiles();
        ties = left.ties;
        return await loadOnce('try');
      }
      ties = opened.ties;
      const { savedId: from, sentId } = opened;
      begin(opened, 'untouched', { writer: localId, savedId: from, savedRevision: 0, revision: 0, sendingRevision: null, sentId }, false);
    } catch (error) {
      if (!isMailError(error)) throw error;
      state.set({ status: 'failed', error });
    }
  }

  function load(mode: 'try' | 'ask'): void {
    if (isLoading || ready() !== null) return;
    isLoading = true;
    state.set({ status: 'loading' });
    void loadOnce(mode).finally(() => {
      isLoading = false;
    });
  }

  let seenState = account.cache.states.Email;
  let cancelLook: (() => void) | null = null;
  function lookSoon(): void {
    cancelLook ??= account.io.after(lookAfterMs, () => {
      cancelLook = null;
      void keeper?.look();
    });
  }
  const stopWatching = [
    account.cache.version.subscribe(() => {
      const now = account.cache.states.Email;
      if (now === seenState) return;
      seenState = now;
      lookSoon();
    }),
    // Where nothing on the screen changed with it, the cache says nothing.
    account.mailMoved.subscribe(lookSoon),
    account.connection.state.subscribe(() => {
      if (account.connection.state.get().kind !== 'live') return;
      if (ready()?.keeping.kind === 'failed') void keeper?.flush();
      else void keeper?.look();
      sending.tryWaiting();
    }),
  ];

  function end({ keepsLocally = false } = {}): void {
    if (isOver) return;
    isOver = true;
    void keeper?.stop();
    files.stop();
    sending.stop();
    cancelLook?.();
    for (const stop of stopWatching) stop();
    if (ties !== null && windowOf.get(claimName(ties)) === key) windowOf.delete(claimName(ties));
    if (!keepsLocally) void forgetLocally(localId);
    claim?.release();
    noteOpenDraft(key, null);
    closeComposer(key);
  }

  function isWorthless(now: ReadyState): boolean {
    return savedId() === null && first !== null && isEmptyDraft(now.fields, now.files, first);
  }

  return {
    account,
    state: state.readable,
    load: () => load(isTakenOver ? 'ask' : 'try'),
    writeHere: () => load('ask'),
    change(patch) {
      const now = ready();
      if (now === null) return;
      set({ fields: { ...now.fields, ...patch }, problem: null });
      if (patch.identityId !== undefined) void askServer();
      keeper?.touched();
    },
    write(rich, html) {
      const now = ready();
      if (now === null) return;
      // The editor tells what it made of the HTML it was given, and tells it again in a new window; that is nobody's change.
      const isEcho = now.fields.rich === null || html === now.fields.html;
      set({ fields: { ...now.fields, rich, html } });
      if (!isEcho) keeper?.touched();
      else if (keeper?.stand().revision === 0) first = { ...(first ?? now.fields), rich, html };
    },
    replaceContent(patch) {
      const now = ready();
      if (now === null) return;
      set({ fields: { ...now.fields, ...patch }, generation: now.generation + 1 });
      keeper?.touched();
    },
    addFiles: (list) => void files.add(list, 'attachment'),
    addImages: (list) => files.add(list, 'inline').flatMap(({ cid, name }) => (cid === null ? [] : [{ cid, alt: name }])),
    localUrl: (cid) => files.urlOf(cid),
    removeFile: (fileKey) => files.remove(fileKey),
    retryFile: (fileKey) => files.retry(fileKey),
    dismissNotice: () => set({ notice: null }),
    obstacle() {
      const now = ready();
      return now === null ? t('compose.loading') : obstacleOf(now);
    },
    send: (how = {}) => sending.send(how),
    stopWaiting: sending.stopWaiting,
    mayArchive() {
      const inbox = account.withRole('inbox');
      const original = ties?.original?.emailId;
      return inbox !== null && original !== undefined && account.cache.email(original)?.mailboxIds[inbox] === true;
    },
    maxDelaySeconds() {
      return mailClient().session()?.accounts[account.id]?.accountCapabilities['urn:ietf:params:jmap:submission']?.maxDelayedSend ?? 0;
    },
    popOut() {
      void keepHere();
      const path = `/compose/${account.id}/${localId}`;
      return window.open(path, '_blank', 'popup=yes,width=760,height=820') !== null;
    },
    // What waits to be sent would be forgotten with this browser's database.
    flush: async () => ((await keeper?.flush()) ?? true) && (ready()?.waiting ?? null) === null,
    async close() {
      const now = ready();
      if (now === null || keeper === null || isWorthless(now)) {
        end();
        return true;
      }
      if (now.waiting !== null) return false;
      const wasChanged = keeper.stand().revision !== keeper.stand().savedRevision;
      if (!(await keeper.flush())) return false;
      end();
      if (wasChanged || now.keeping.kind === 'saved') showToast({ text: t('compose.closedSaved'), durationMs: 3_000 });
      return true;
    },
    async discard() {
      const now = ready();
      if (now === null || keeper === null || isWorthless(now)) {
        await keeper?.stop();
        return end();
      }
      await keeper.stop();
      const kept = record();
      const last = savedId();
      if (kept === null) return end();
      const held = claim;
      claim = null;
      end({ keepsLocally: true });
      discardLater(account, person, kept, last, { release: () => held?.release(), takeUp });
    },
  };
}
