import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { MailServersDescriptor, MailUser } from '#e2e/servers/index.ts';
import type { EmailId } from '#lib/mail/index.ts';

export type Act =
  | { act: 'star' | 'move' | 'destroy'; emailId: EmailId }
  | { act: 'draft'; raw: string }
  | { act: 'send'; raw: string; to: string[] };
export type Request =
  | { do: 'open'; dir: string; servers: Pick<MailServersDescriptor, 'imap' | 'smtp'>; user: MailUser; env?: Record<string, string> }
  | { do: 'acts'; acts: Act[] }
  /** says so when all is read, carried and indexed */
  | { do: 'settle' };

/** A process that has loaded the gateway and waits to be told. Its folder outlives it. */
export class KillableGateway {
  readonly #process: ChildProcess;
  readonly #ended: Promise<void>;
  readonly #waiting: ((words: { opened?: boolean; settled?: boolean; done?: number; id?: string }) => void)[] = [];
  #errors = '';

  constructor() {
    this.#process = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', new URL('gateway-process.ts', import.meta.url).pathname],
      {
        stdio: ['pipe', 'pipe', 'pipe'],
      },
    );
    this.#ended = new Promise((resolve) => this.#process.once('close', () => resolve()));
    this.#process.stdin?.on('error', () => undefined);
    this.#process.stderr?.on('data', (chunk: Buffer) => {
      this.#errors += chunk.toString();
    });
    createInterface({ input: this.#process.stdout! }).on('line', (line) => {
      if (!line.startsWith('{')) return;
      for (const listener of this.#waiting) listener(JSON.parse(line));
    });
  }

  /** @throws Error with what the process said when it ended instead */
  async open(request: Omit<Extract<Request, { do: 'open' }>, 'do'>): Promise<void> {
    const opened = new Promise<boolean>((resolve) => this.#waiting.push((words) => words.opened === true && resolve(true)));
    this.#tell({ do: 'open', ...request });
    const isOpen = await Promise.race([opened, this.#ended.then(() => false)]);
    if (!isOpen) throw new Error(`the gateway process ended: ${this.#errors}`);
  }

  /** Starts these; `onDone` hears of each that was acknowledged, by its index, with the id of its Email. */
  act(acts: Act[], onDone: (index: number, id: EmailId) => void): void {
    this.#waiting.push(({ done, id }) => {
      if (done !== undefined && id !== undefined) onDone(done, id as EmailId);
    });
    this.#tell({ do: 'acts', acts });
  }

  /** Ends when all is read, carried and indexed, or when the process has ended. */
  async settled(): Promise<void> {
    const settled = new Promise<void>((resolve) => this.#waiting.push((words) => words.settled === true && resolve()));
    this.#tell({ do: 'settle' });
    await Promise.race([settled, this.#ended]);
  }

  /** `kill -9`. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  #tell(request: Request): void {
    this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
  }
}
