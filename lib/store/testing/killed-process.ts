import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process in plain Node that loads its code, waits for its order (one line of JSON) and is killed, or ends by itself. */
export class KilledProcess<Order> {
  readonly #child;
  readonly #closed: Promise<[number | null, string | null]>;

  /** @param cacheDir its compiled code is kept there for the next one */
  constructor(script: URL, cacheDir: string) {
    this.#child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script.pathname], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(cacheDir, 'compiled') },
    });
    this.#closed = once(this.#child, 'close') as Promise<[number | null, string | null]>;
  }

  /** @returns lines that it said before its end */
  async run(order: Order): Promise<{ said: string[]; wasKilled: boolean }> {
    let [said, errors] = ['', ''];
    this.#child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    this.#child.stdin.end(`${JSON.stringify(order)}\n`);
    const [code, signal] = await this.#closed;
    if (signal !== 'SIGKILL' && code !== 0) throw new Error(`the process ended with ${code}: ${errors}`);
    return { said: said.split('\n').filter((line) => line !== ''), wasKilled: signal === 'SIGKILL' };
  }
}
