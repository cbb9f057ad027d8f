import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const memory = '/dev/shm';
const minFreeBytes = 4 * 1024 ** 3;

/**
 * A new folder for everything that the suites write: in memory where there is room for it. Thousands of small stores and mail servers sync
 * every step to disk, and on a slow or busy disk that is most of what the tests wait for. What a killed process leaves behind is the same.
 *
 * @returns {{folder: string, remove: () => void}}
 */
export function makeTestFolder() {
  const folder = mkdtempSync(join(hasRoomInMemory() ? memory : tmpdir(), 'pt-'));
  // Mail servers work for users of their own, who must get through.
  chmodSync(folder, 0o711);
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

function hasRoomInMemory() {
  try {
    accessSync(memory, constants.W_OK);
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= minFreeBytes;
  } catch {
    // no such folder on this system, or not for us: the disk then
    return false;
  }
}
