import { defineConfig } from '@playwright/test';
import { ensureCertificates } from './e2e/servers/certificates.ts';
import { launchOptions, windowlessChromium } from './e2e/system-chromium.ts';

// Read by Node when a process starts, so it must stand in the environment before the workers are.
// Without a UTF-8 locale Chromium calls a file with an umlaut in its name “download”.
process.env.LC_ALL = 'C.UTF-8';
process.env.NODE_EXTRA_CA_CERTS = ensureCertificates().caFile;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // more than there are processors in the usual place: much of a journey is waiting
  workers: 4,
  // Each test is its own; a file that is not says so. Else the last long file keeps one worker busy and three waiting.
  fullyParallel: true,
  // What passes only sometimes is a defect, of the product or of the test. `npm test` tries little once more by itself, and says so (decision 0024).
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // hang guards, not budgets
  timeout: 150_000,
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    colorScheme: 'light',
    // what moves or fades is measured and clicked in its last state, however busy the machine is
    // Each browser would fetch all of the page for a start without network; offline.spec.ts has it.
    contextOptions: { reducedMotion: 'reduce', serviceWorkers: 'block' },
    actionTimeout: 15_000,
    navigationTimeout: 60_000,
    // A trace costs a third of a journey's processor time: `POSTERN_TEST_TRACE=1` takes one of what fails.
    trace: process.env.POSTERN_TEST_TRACE ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: launchOptions(windowlessChromium()),
  },
});
