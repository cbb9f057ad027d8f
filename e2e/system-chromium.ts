import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** File of the system's Chromium; null leaves it to Playwright's own, where somebody has installed that. */
export const systemChromium = (): string | null => fileOf(['chromium', 'chromium-browser', 'google-chrome']);

/**
 * The same Chromium built without a window, where the system has it, else the whole: most journeys take a fifth less processor time of the
 * whole suite in it (decision 0062).
 */
export const windowlessChromium = (): string | null => fileOf(['chromium-headless-shell']) ?? systemChromium();

function fileOf(names: readonly string[]): string | null {
  const folders = ['/usr/bin', ...(process.env.PATH ?? '').split(delimiter), '/snap/bin'];
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
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

/** How a browser of the journeys is started. @param file null: Playwright's own */
export const launchOptions = (file: string | null) => ({
  ...(file === null ? {} : { executablePath: file }),
  // Chromium's own sandbox does not start as root; /dev/shm is small in containers.
  args: [
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-dev-shm-usage',
    '--disable-gpu',
    '--force-color-profile=srgb',
    withoutBrowserWindow,
  ],
});
