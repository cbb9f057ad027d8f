import { type Account, errorText, locale, mailClient, showToast, t, uploadInPieces } from '#lib/client/index.ts';
import { type EmailId, isMailError, type MailError } from '#lib/mail/index.ts';
import { safeFileName } from '../message/file-name.ts';
import { shownSize } from '../message/shown-size.ts';
import type { ComposerFile } from './composer-state.ts';
import { ownCid } from './draft-content.ts';
import { forgetFile, keepFile, keptFile } from './local-drafts.ts';

export type DraftFilesOptions = {
  account: Account;
  draftId: string;
  get(): readonly ComposerFile[];
  set(files: readonly ComposerFile[]): void;
  /** a file came, went, or is at the gateway now */
  changed(): void;
  /** why a message with these files more would not be taken, in words */
  refuses(more: readonly { sizeBytes: number; type: string }[]): string | null;
  /** worth keeping on this device, but nothing that the gateway need know */
  kept(): void;
};

/** The files of one draft: kept on this device until the draft is over, brought to the gateway, over a line that breaks. */
export type DraftFiles = {
  /** `inline`: pictures that stand in the text. @returns those that were taken */
  add(files: readonly File[], disposition: ComposerFile['disposition']): readonly ComposerFile[];
  /** Where a picture that was added in this page is shown from; null for others. */
  urlOf(cid: string): string | null;
  remove(key: string): void;
  retry(key: string): void;
  /** goes on with what a reload or a crash broke off */
  resume(): void;
  /**
   * The gateway does not have a file any more (uploads live for hours only): it is taken out of the saved version, or uploaded again, and has
   * no blobId until then. One that is nowhere is marked as failed.
   */
  recover(savedId: EmailId | null): Promise<void>;
  stop(): void;
};

const retryDelaysMs = [1_000, 2_000, 4_000, 8_000, 15_000];

const passes = (error: MailError): boolean => error.kind === 'network' || error.kind === 'temporary' || error.kind === 'too-many';

export function createDraftFiles({ account, draftId, get, set, changed, kept, refuses }: DraftFilesOptions): DraftFiles {
  const uploads = new Map<string, { file: Blob; end: AbortController }>();
  const urls = new Map<string, string>();

  function patch(key: string, change: Partial<ComposerFile>): void {
    set(get().map((file) => (file.key === key ? { ...file, ...change } : file)));
  }

  /** The line is back, or it is time for another try. */
  function pause(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stops = [
        account.io.after(ms, done),
        account.connection.state.subscribe(() => account.connection.state.get().kind === 'live' && done()),
      ];
      signal.addEventListener('abort', done, { once: true });
      function done(): void {
        for (const stop of stops) stop();
        signal.removeEventListener('abort', done);
        resolve();
      }
    });
  }

  async function upload(key: string, file: Blob): Promise<void> {
    uploads.get(key)?.end.abort();
    const job = { file, end: new AbortController() };
    const { signal } = job.end;
    uploads.set(key, job);
    patch(key, { state: 'uploading', problem: null });
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        const onProgress = (sentBytes: number) =>
          patch(key, { state: 'uploading', sentBytes: Math.min(sentBytes, file.size), problem: null });
        const onPiece = (sent: readonly string[]) => {
          patch(key, { pieces: sent });
          kept();
        };
        const pieces = get().find((one) => one.key === key)?.pieces ?? [];
        const made = await uploadInPieces(account.client, account.id, file, { signal, onProgress, pieces, onPiece });
        if (signal.aborted) return;
        uploads.delete(key);
        patch(key, { state: 'done', blobId: made.blobId, pieces: [], sentBytes: file.size, problem: null });
        changed();
        return;
      } catch (error) {
        if (!isMailError(error)) throw error;
        if (signal.aborted) return;
        // The line was away for so long that the gateway has forgotten the pieces.
        if (error.code === 'blobNotFound' && failures < retryDelaysMs.length) {
          patch(key, { pieces: [], sentBytes: 0 });
          continue;
        }
        if (!passes(error)) {
          patch(key, { state: 'failed', problem: t('compose.uploadFailed', { why: errorText(error) }) });
          return;
        }
        patch(key, { state: 'waiting', problem: t('compose.uploadWaits') });
        await pause(retryDelaysMs[failures] ?? 30_000, signal);
      }
    }
  }

  async function uploadKept(key: string): Promise<void> {
    const file = uploads.get(key)?.file ?? (await keptFile(draftId, key));
    if (!get().some((one) => one.key === key)) return;
    if (file === null) patch(key, { state: 'failed', blobId: null, problem: t('compose.fileGone') });
    else void upload(key, file);
  }

  return {
    add(files, disposition) {
      const session = mailClient().session();
      if (session === null) return [];
      const taken: ComposerFile[] = [];
      const most = session.accounts[account.id]?.accountCapabilities['urn:ietf:params:jmap:mail']?.maxSizeAttachmentsPerEmail ?? 50_000_000;
      const limit = Math.min(most, session.capabilities['urn:ietf:params:jmap:core'].maxSizeUpload);
      let total = get().reduce((sum, file) => sum + file.sizeBytes, 0);
      for (const file of files) {
        const name = safeFileName(file.name, t('message.unnamed'));
        if (total + file.size > limit) {
          const sizes = { size: shownSize(file.size, locale()), limit: shownSize(limit, locale()) };
          showToast({ kind: 'error', text: t('compose.tooLarge', { name, ...sizes }) });
          continue;
        }
        const why = refuses([{ sizeBytes: file.size, type: file.type }]);
        if (why !== null) {
          showToast({ kind: 'error', text: t('compose.fileNotTaken', { name, why }) });
          continue;
        }
        total += file.size;
        const key = crypto.randomUUID();
        const added: ComposerFile = {
          key,
          name,
          type: file.type || 'application/octet-stream',
          sizeBytes: file.size,
          sentBytes: 0,
          state: 'uploading',
          pieces: [],
          blobId: null,
          disposition,
          cid: disposition === 'inline' ? ownCid() : null,
          problem: null,
        };
        if (added.cid !== null) urls.set(added.cid, URL.createObjectURL(file));
        taken.push(added);
        set([...get(), added]);
        void keepFile(draftId, key, file);
        void upload(key, file);
      }
      changed();
      return taken;
    },
    urlOf: (cid) => urls.get(cid) ?? null,
    remove(key) {
      uploads.get(key)?.end.abort();
      uploads.delete(key);
      void forgetFile(draftId, key);
      set(get().filter((file) => file.key !== key));
      changed();
    },
    retry(key) {
      void uploadKept(key);
    },
    resume() {
      for (const file of get()) if (file.blobId === null) void uploadKept(file.key);
    },
    async recover(savedId) {
      const saved =
        savedId === null
          ? []
          : ((await account.client.call('Email/get', { accountId: account.id, ids: [savedId], properties: ['attachments'] })).list[0]
              ?.attachments ?? []);
      const left = [...saved];
      for (const file of get()) {
        if (file.blobId === null) continue;
        const at = left.findIndex((part) => part.name === file.name && part.cid === file.cid && part.type === file.type);
        const blobId = at < 0 ? null : (left.splice(at, 1)[0]?.blobId ?? null);
        if (blobId !== null && blobId !== file.blobId) patch(file.key, { blobId });
        else if (blobId === null) {
          patch(file.key, { blobId: null });
          await uploadKept(file.key);
        }
      }
    },
    stop() {
      for (const { end } of uploads.values()) end.abort();
      uploads.clear();
      for (const url of urls.values()) URL.revokeObjectURL(url);
      urls.clear();
    },
  };
}
