import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

type Starter = { startInProcess: () => Promise<{ stop: () => Promise<void> }> };

/** A failed start ends the process with its reason in plain words: a web server without its gateway helps nobody. */
export async function startFromSources(): Promise<void> {
  const source = pathToFileURL(join(process.cwd(), 'cli', 'start-in-process.ts')).href;
  try {
    const { startInProcess } = (await import(/* turbopackIgnore: true */ /* webpackIgnore: true */ source)) as Starter;
    const gateway = await startInProcess();
    const stop = () => {
      gateway.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
  } catch (error) {
    process.stderr.write(`Postern cannot start.\n${error instanceof Error ? error.message : 'unknown failure'}\n`);
    process.exit(1);
  }
}
