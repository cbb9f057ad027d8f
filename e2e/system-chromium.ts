import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** File of the system's Chromium; null leaves it to Playwright's own, where somebody has installed that. */
export function systemChromium(): string | null {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter), '/snap/bin'];
  const files = folders.flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)));
  return files.find((file) => existsSync(file)) ?? null;
}
