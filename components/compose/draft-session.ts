import {
  type Account,
  type ComposerRequest,
  closeComposer,
  createValue,
  discardDraft,
  errorText,
  locale,
  mailClient,
  openComposer,
  type Readable,
  saveDraft,
  sendEmail,
  showToast,
  t,
  uploadBlob,
} from '#lib/client/index.ts';
import type { RichNode } from '#lib/compose/index.ts';
import type { Identity } from '#lib/contract/index.ts';
import { type EmailId, isMailError, type MailError } from '#lib/mail/index.ts';
import { safeFileName, shownSize } from '../message/file-name.ts';
import type { ComposerFields, ComposerFile, ComposerState, DraftTies, Keeping, ReadyState } from './composer-state.ts';
import { draftContent, isEmptyDraft } from './draft-content.ts';
import { forgetLocally, holdDraft, keepLocally, type LocalDraft } from './local-drafts.ts';
import { openDraft } from './open-draft.ts';

/** `sendAtMs`: not before then. `archive`: the conversation that it answers leaves the inbox. */
export type SendHow = { sendAtMs?: number | null; archive?: boolean };

/** One composer window's message: kept on this device at every change, at the gateway within two seconds, sent once. */
export type DraftSession = {
  readonly account: Account;
  readonly state: Readable<ComposerState>;
  load(): void;
  change(patch: Partial<ComposerFields>): void;
  /** what the editor holds now */
  write(rich: RichNode, html: string): void;
  /** replaces what the editor shows */
  replaceContent(patch: Partial<ComposerFields>): void;
  addFiles(files: readonly File[]): void;
  removeFile(key: string): void;
  retryFile(key: string): void;
  /** null = it may go; else what is wrong, in words */
  obstacle(): string | null;
  /** @returns true when it is in the outbox */
  send(how?: SendHow): Promise<boolean>;
  /** it answers a conversation of the inbox */
  mayArchive(): boolean;
  /** how far ahead this account can hold a message back; 0 = not at all */
  maxDelaySeconds(): number;
  /** Brings everything to the gateway. @returns false when that did not work: it is still on this device */
  flush(): Promise<boolean>;
  /** Saves and takes the window away. */
  close(): Promise<void>;
  discard(): Promise<void>;
};

/** Drafts taken up again in a window that was opened for them, by the window's key. */
const takenUp = new Map<string, LocalDraft>();

/** Opens a window on a draft that this device kept. */
export function takeUp(draft: LocalDraft): void {
  const key = openComposer({ mode: 'new', accountId: draft.ties.accountId });
  takenUp.set(key, draft);
}

const saveAfterMs = 1_500;
/** While someone types without a pause. */
const saveAtLeastEveryMs = 10_000;
const retrySaveMs = 5_000;

export function createDraftSession(key: string, account: Account, request: ComposerRequest, person: string): DraftSession {
  const restored = takenUp.get(key) ?? null;
  takenUp.delete(key);
  const localId = restored?.id ?? crypto.randomUUID();
  const state = createValue<ComposerState>({ status: 'loading' });
  const uploads = new Map<string, { file: File; end: AbortController }>();
  let ties: DraftTies | null = restored?.ties ?? null;
  let first: ComposerFields | null = null;
  let savedId: EmailId | null = restored?.savedId ?? null;
  let version = 0;
  let savedVersion = 0;
  let savingNow: Promise<boolean> | null = null;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let dirtySinceMs = 0;
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

  function begin(opened: { title: string; fields: ComposerFields; files: readonly ComposerFile[] }, keeping: Keeping): void {
    first = opened.fields;
    state.set({ status: 'ready', ...opened, keeping, isSending: false, problem: null, generation: 0 });
    holdDraft(localId);
  }

  async function loadOnce(): Promise<void> {
    if (restored !== null) {
      const files = restored.files.map(
        (file): ComposerFile => (file.state === 'done' ? file : { ...file, state: 'failed', problem: t('error.aborted') }),
      );
      begin({ title: restored.title, fields: restored.fields, files }, { kind: 'waiting', atMs: null });
      first = { ...restored.fields, to: [], cc: [], bcc: [], subject: '', html: '', text: '', rich: null, quoted: null };
      touched();
      return;
    }
    try {
      const opened = await openDraft(account, request);
      ties = opened.ties;
      savedId = opened.savedId;
      begin(opened, { kind: 'untouched', atMs: null });
    } catch (error) {
      if (!isMailError(error)) throw error;
      state.set({ status: 'failed', error });
    }
  }

  function keepHere(): void {
    const now = ready();
    if (now === null || ties === null || isOver) return;
    keepLocally(person, { id: localId, title: now.title, ties, fields: now.fields, files: now.files, savedId, changedAtMs: Date.now() });
  }

  /** Something changed: on this device at once, at the gateway soon. */
  function touched(): void {
    const nowMs = Date.now();
    if (version === savedVersion) dirtySinceMs = nowMs;
    version += 1;
    keepHere();
    if (ready()?.keeping.kind !== 'waiting' && savingNow === null) set({ keeping: { kind: 'waiting', atMs: null } });
    if (timer !== null) clearTimeout(timer);
    const leftMs = Math.max(0, saveAtLeastEveryMs - (nowMs - dirtySinceMs));
    timer = setTimeout(() => void flush(), Math.min(saveAfterMs, leftMs));
  }

  async function save(): Promise<boolean> {
    const now = ready();
    if (now === null || ties === null) return false;
    const saving = version;
    set({ keeping: { kind: 'saving', atMs: null } });
    try {
      const saved = await saveDraft(account, draftContent({ fields: now.fields, files: now.files, ties, identity: identity() }), savedId);
      savedId = saved.emailId;
      savedVersion = saving;
      keepHere();
      set({ keeping: saving === version ? { kind: 'saved', atMs: Date.now() } : { kind: 'waiting', atMs: null } });
      return saving === version;
    } catch (error) {
      if (!isMailError(error)) throw error;
      set({ keeping: { kind: 'failed', atMs: null } });
      if (timer !== null) clearTimeout(timer);
      timer = setTimeout(() => void flush(), retrySaveMs);
      return false;
    }
  }

  /** One save at a time; what changed meanwhile is saved after it. */
  async function flush(): Promise<boolean> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    await savingNow;
    if (isOver || version === savedVersion) return true;
    savingNow = save();
    const isDone = await savingNow;
    savingNow = null;
    if (!isDone && !isOver && ready()?.keeping.kind !== 'failed' && timer === null) timer = setTimeout(() => void flush(), saveAfterMs);
    return isDone;
  }

  function end(): void {
    isOver = true;
    if (timer !== null) clearTimeout(timer);
    for (const { end } of uploads.values()) end.abort();
    forgetLocally(person, localId);
    closeComposer(key);
  }

  function setFile(fileKey: string, patch: Partial<ComposerFile>): void {
    const now = ready();
    if (now !== null) set({ files: now.files.map((file) => (file.key === fileKey ? { ...file, ...patch } : file)) });
  }

  async function upload(fileKey: string): Promise<void> {
    const session = mailClient().session();
    const job = uploads.get(fileKey);
    if (session === null || job === undefined) return;
    setFile(fileKey, { state: 'uploading', sentBytes: 0, problem: null });
    try {
      const made = await uploadBlob(session, account.id, job.file, {
        signal: job.end.signal,
        onProgress: (sentBytes) => setFile(fileKey, { sentBytes }),
      });
      uploads.delete(fileKey);
      setFile(fileKey, { state: 'done', blobId: made.blobId, sentBytes: job.file.size });
      touched();
    } catch (error) {
      if (!isMailError(error)) throw error;
      if (error.kind !== 'aborted') setFile(fileKey, { state: 'failed', problem: t('compose.uploadFailed', { why: errorText(error) }) });
    }
  }

  return {
    account,
    state: state.readable,
    load() {
      if (isLoading || ready() !== null) return;
      isLoading = true;
      state.set({ status: 'loading' });
      void loadOnce().finally(() => {
        isLoading = false;
      });
    },
    change(patch) {
      const now = ready();
      if (now === null) return;
      set({ fields: { ...now.fields, ...patch }, problem: null });
      touched();
    },
    write(rich, html) {
      const now = ready();
      if (now === null) return;
      const isFirst = now.fields.rich === null && now.keeping.kind === 'untouched';
      set({ fields: { ...now.fields, rich, html } });
      // The editor tells its first document once; that is nobody's change.
      if (isFirst) first = { ...(first ?? now.fields), rich, html };
      else touched();
    },
    replaceContent(patch) {
      const now = ready();
      if (now === null) return;
      set({ fields: { ...now.fields, ...patch }, generation: now.generation + 1 });
      touched();
    },
    addFiles(files) {
      const session = mailClient().session();
      const now = ready();
      if (now === null || session === null) return;
      const most = session.accounts[account.id]?.accountCapabilities['urn:ietf:params:jmap:mail']?.maxSizeAttachmentsPerEmail ?? 50_000_000;
      const limit = Math.min(most, session.capabilities['urn:ietf:params:jmap:core'].maxSizeUpload);
      let total = now.files.reduce((sum, file) => sum + file.sizeBytes, 0);
      for (const file of files) {
        const name = safeFileName(file.name, t('message.unnamed'));
        if (total + file.size > limit) {
          showToast({
            kind: 'error',
            text: t('compose.tooLarge', { name, size: shownSize(file.size, locale()), limit: shownSize(limit, locale()) }),
          });
          continue;
        }
        total += file.size;
        const fileKey = crypto.randomUUID();
        uploads.set(fileKey, { file, end: new AbortController() });
        const added: ComposerFile = {
          key: fileKey,
          name,
          type: file.type || 'application/octet-stream',
          sizeBytes: file.size,
          sentBytes: 0,
          state: 'uploading',
          blobId: null,
          disposition: 'attachment',
          cid: null,
          problem: null,
        };
        set({ files: [...(ready()?.files ?? []), added] });
        void upload(fileKey);
      }
      keepHere();
    },
    removeFile(fileKey) {
      uploads.get(fileKey)?.end.abort();
      uploads.delete(fileKey);
      set({ files: ready()?.files.filter((file) => file.key !== fileKey) ?? [] });
      touched();
    },
    retryFile(fileKey) {
      if (!uploads.has(fileKey)) return;
      void upload(fileKey);
    },
    obstacle() {
      const now = ready();
      if (now === null) return t('compose.loading');
      const all = [...now.fields.to, ...now.fields.cc, ...now.fields.bcc];
      if (all.length === 0) return t('compose.noRecipients');
      const bad = all.filter((one) => !one.isValid);
      if (bad.length > 0)
        return t('compose.badRecipients', {
          count: bad.length,
          names: bad
            .map((one) => one.typed)
            .join(', ')
            .slice(0, 300),
        });
      return null;
    },
    async send({ sendAtMs = null, archive = false } = {}) {
      const now = ready();
      const sender = identity();
      if (now === null || ties === null || sender === null || now.isSending) return false;
      set({ isSending: true, problem: null });
      // A save under way would make a second version behind the one that is sent.
      if (timer !== null) clearTimeout(timer);
      await savingNow;
      try {
        const undoSeconds = mailClient().preferences()?.values.get().undoSeconds ?? 10;
        const content = draftContent({ fields: now.fields, files: now.files, ties, identity: sender });
        await sendEmail(account, mailClient().undoStack, {
          content,
          identityId: sender.id,
          draftId: savedId,
          original: ties.original,
          undoSeconds,
          sendAtMs,
        });
        end();
        if (archive && ties.original !== null) archiveAnswered(account, ties.original.emailId);
        return true;
      } catch (error) {
        if (!isMailError(error)) throw error;
        set({ isSending: false, problem: refusedText(error) });
        touched();
        return false;
      }
    },
    mayArchive() {
      const inbox = account.withRole('inbox');
      const original = ties?.original?.emailId;
      return inbox !== null && original !== undefined && account.cache.email(original)?.mailboxIds[inbox] === true;
    },
    maxDelaySeconds() {
      return mailClient().session()?.accounts[account.id]?.accountCapabilities['urn:ietf:params:jmap:submission']?.maxDelayedSend ?? 0;
    },
    flush,
    async close() {
      const now = ready();
      if (now === null) {
        closeComposer(key);
        return;
      }
      if (savedId === null && first !== null && isEmptyDraft(now.fields, now.files, first)) {
        end();
        return;
      }
      const wasChanged = version !== savedVersion;
      if (!(await flush())) return;
      end();
      if (wasChanged || now.keeping.kind === 'saved') showToast({ text: t('compose.closedSaved'), durationMs: 3_000 });
    },
    async discard() {
      const now = ready();
      const kept: LocalDraft | null =
        now === null || ties === null
          ? null
          : {
              id: crypto.randomUUID(),
              title: now.title,
              ties,
              fields: now.fields,
              files: now.files,
              savedId: null,
              changedAtMs: Date.now(),
            };
      const wasEmpty = now !== null && first !== null && savedId === null && isEmptyDraft(now.fields, now.files, first);
      await savingNow;
      end();
      if (savedId !== null) await discardDraft(account, savedId);
      if (kept !== null && !wasEmpty)
        showToast({ text: t('compose.discarded'), action: { label: t('compose.undo'), run: () => takeUp(kept) } });
    },
  };
}

/** The conversation that was answered leaves the inbox; `z` and the toast bring it back. */
function archiveAnswered(account: Account, emailId: EmailId): void {
  const threadId = account.cache.email(emailId)?.threadId;
  if (threadId !== undefined) mailClient().actions(account.id)?.archive([threadId], null);
}

const refusedKeys = {
  invalidRecipients: 'compose.refused.invalidRecipients',
  forbiddenFrom: 'compose.refused.forbiddenFrom',
  forbiddenMailFrom: 'compose.refused.forbiddenFrom',
  forbiddenToSend: 'compose.refused.forbiddenToSend',
  tooLarge: 'compose.refused.tooLarge',
  tooManyRecipients: 'compose.refused.tooManyRecipients',
  noRecipients: 'compose.refused.noRecipients',
} as const;

/** RFC 8621 §7.5 in words. */
function refusedText(error: MailError): string {
  const key = Object.hasOwn(refusedKeys, error.code ?? '') ? refusedKeys[error.code as keyof typeof refusedKeys] : null;
  return key === null ? errorText(error) : t(key);
}
