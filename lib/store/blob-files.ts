import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { BlobId } from '#lib/mail/index.ts';
import type { StagedRaw } from './api.ts';
import { FewAtOnce } from './few-at-once.ts';

/** Enough that the file system writes its log for many files in one go, and a thread of Node's pool is left for others. */
const mostAtOnce = 3;

/** Octets as files named after their SHA-256, in `blobs/ab/…`. Readable by nobody but us. */
export class BlobFiles {
  readonly #folder: string;
  /** written, and soon referred to by a row; how often */
  readonly #held = new Map<string, number>();
  /** below ours, and there */
  readonly #folders = new Set<string>();
  readonly #disk = new FewAtOnce(mostAtOnce);

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Leftovers of writes that a crash cut short. */
  async clearTemporary(): Promise<void> {
    this.#folders.delete('temporary');
    await rm(join(this.#folder, 'temporary'), { recursive: true, force: true });
  }

  /**
   * Writes, syncs, then moves into place: a file that is there is whole.
   *
   * @param options.isHeld nobody removes it until `letGo`, though no row names it yet
   */
  async write(
    source: Uint8Array | AsyncIterable<Uint8Array>,
    options: { isHeld: boolean } = { isHeld: false },
  ): Promise<{ blobId: BlobId; sizeBytes: number }> {
    const staged = await this.stage(source);
    await this.place([staged], options);
    return { blobId: staged.blobId, sizeBytes: staged.sizeBytes };
  }

  /** Octets in a temporary file, durable; `place` or `discard` must follow. */
  async stage(source: Uint8Array | AsyncIterable<Uint8Array>): Promise<StagedRaw> {
    const temporary = join(this.#folder, 'temporary', randomUUID());
    await this.#makeFolder('temporary');
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const file = await open(temporary, 'wx', 0o600);
    try {
      for await (const chunk of source instanceof Uint8Array ? [source] : source) {
        hash.update(chunk);
        sizeBytes += chunk.byteLength;
        await file.write(chunk);
      }
      await this.#disk.run(() => file.sync());
      await file.close();
      return { blobId: `U${hash.digest('base64url')}` as BlobId, sizeBytes, temporary };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /**
   * Gives staged octets their names, durably: each folder is synced once, after all names in it.
   *
   * @param options as for `write`
   * @throws what the disk says; nothing is held then, and nothing staged is left
   */
  async place(staged: readonly StagedRaw[], options: { isHeld: boolean } = { isHeld: false }): Promise<void> {
    if (options.isHeld) for (const { blobId } of staged) this.#held.set(blobId, (this.#held.get(blobId) ?? 0) + 1);
    try {
      const folders = [...new Set(staged.map(({ blobId }) => dirname(this.pathOf(blobId))))];
      let isFolderNew = false;
      for (const folder of folders) if (await this.#makeFolder(basename(folder))) isFolderNew = true;
      await this.#disk.each(staged, ({ temporary, blobId }) => rename(temporary, this.pathOf(blobId)));
      await this.#disk.each(folders, syncFolder);
      // A folder that is new has to be durable itself.
      if (isFolderNew) await syncFolder(this.#folder);
    } catch (error) {
      for (const one of staged) {
        if (options.isHeld) this.letGo(one.blobId);
        await this.discard(one);
      }
      throw error;
    }
  }

  /** The end of staged octets that nobody needs. */
  async discard({ temporary }: StagedRaw): Promise<void> {
    await rm(temporary, { force: true });
  }

  /** @returns whether it is new */
  async #makeFolder(name: string): Promise<boolean> {
    if (this.#folders.has(name)) return false;
    const made = await mkdir(join(this.#folder, name), { recursive: true, mode: 0o700 });
    this.#folders.add(name);
    return made !== undefined;
  }

  async read(blobId: string): Promise<Uint8Array | null> {
    return readFile(this.pathOf(blobId)).catch(nullIfMissing);
  }

  /** `range`: both ends included. */
  async stream(blobId: string, range?: { start: number; end: number }): Promise<AsyncIterable<Uint8Array> | null> {
    const path = this.pathOf(blobId);
    if ((await stat(path).catch(nullIfMissing)) === null) return null;
    return createReadStream(path, { ...range, highWaterMark: 256 * 1024 });
  }

  /** The end of `isHeld`. */
  letGo(blobId: string): void {
    const count = (this.#held.get(blobId) ?? 0) - 1;
    if (count > 0) this.#held.set(blobId, count);
    else this.#held.delete(blobId);
  }

  /** Null when it is not here. */
  async sizeOf(blobId: string): Promise<number | null> {
    return (await stat(this.pathOf(blobId)).catch(nullIfMissing))?.size ?? null;
  }

  async remove(blobId: string): Promise<void> {
    if (this.#held.has(blobId)) return;
    await rm(this.pathOf(blobId), { force: true });
  }

  /** Ids of all files, for finding those that no row names. */
  async *all(): AsyncGenerator<{ blobId: string; modifiedMs: number }> {
    for (const folder of (await readdir(this.#folder).catch(nullIfMissing)) ?? []) {
      if (!/^[0-9a-f]{2}$/.test(folder)) continue;
      for (const name of await readdir(join(this.#folder, folder))) {
        const info = await stat(join(this.#folder, folder, name)).catch(nullIfMissing);
        if (info && /^[0-9a-f]{64}$/.test(name))
          yield { blobId: `U${Buffer.from(name, 'hex').toString('base64url')}`, modifiedMs: info.mtimeMs };
      }
    }
  }

  /** Where its octets are, or would be. */
  pathOf(blobId: string): string {
    // Decoded and written again as hex: nothing a caller passes reaches the path as it is.
    const name = Buffer.from(blobId.slice(1), 'base64url').toString('hex');
    return join(this.#folder, name.slice(0, 2) || 'none', name || 'none');
  }
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

/** Makes the new name durable, not only the octets. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
