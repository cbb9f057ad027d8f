import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** File of the system's Chromium; null leaves it to Playwright's own, where somebody has installed that. */
export function systemChromium(): string | null {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter), '/snap/bin'];
  const files = folders.flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)));
  return files.find((file) => existsSync(file)) ?? null;
}

/**
 * What Playwright turns off of Chromium, and the popups of its address bar: without a window to be seen in they are drawn for every new browser
 * context all the same, and take two thirds of its processor time (measured: 1.7 s of a first page, 0.7 s without). Of several switches of
 * this name Chromium takes the last one, so Playwright's own are said again.
 */
export const withoutBrowserWindow = `--disable-features=${[
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
].join(',')}`;
