import { defineConfig } from 'vitest/config';
import { ensureCertificates } from './e2e/servers/certificates.ts';
import { bundledWriter } from './scripts/bundled-writer.mjs';

// Read by Node when a process starts, so it must stand in the environment before the workers are forked.
process.env.NODE_EXTRA_CA_CERTS = ensureCertificates().caFile;

const sharedSetup = ['e2e/servers/end-of-file.ts', 'e2e/servers/property-seed.ts', 'e2e/servers/english-words.ts'];

export default defineConfig({
  plugins: [await bundledWriter()],
  test: {
    globalSetup: ['e2e/servers/vitest-global-setup.ts'],
    environment: 'node',
    pool: 'forks',
    // more than there are processors in the usual place: much of a test is waiting for a mail server
    maxWorkers: 4,
    // hang guards, not budgets
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'rooms',
          include: ['{lib,demo,cli,bench,scripts,e2e}/**/*.test.{ts,tsx,mjs}'],
          setupFiles: sharedSetup,
          // One file after another in a process that has loaded the rooms once: two fifths of the processor time (decision 0029).
          isolate: false,
        },
      },
      {
        extends: true,
        // What draws pages as a server does sets for its whole process how the language is asked.
        test: { name: 'screen', include: ['{app,components}/**/*.test.{ts,tsx}'], setupFiles: sharedSetup },
      },
    ],
  },
});
