import { MailError } from '#lib/mail/index.ts';
import type { Pop3Capabilities, Pop3Message, Pop3QuitOutcome, Pop3Refusal, Pop3Session } from '#lib/pop3/index.ts';

export type FakeMessage = {
  uid: string | null;
  raw: Buffer;
  /** as LIST says, which is a hint */
  listedBytes?: number;
  /** RETR: refuses · breaks the connection in the middle */
  trouble?: 'refuses' | 'breaks';
};

/** A maildrop in memory behind the interface of the client, with everything that happens to it written down in order. */
export class FakeMaildrop {
  messages: FakeMessage[] = [];
  capabilities: Partial<Pop3Capabilities> = {};
  /** what was asked for: `LOGIN`, `RETR 3`, `DELE 1`, `QUIT` … */
  readonly log: string[] = [];
  /** sessions at this moment, and the most there ever were */
  open = 0;
  mostOpen = 0;
  /** what STAT, LIST and UIDL say that is not so: another number, or messages (by number) that they leave out */
  lies: { stat?: number; list?: number[]; uidl?: number[] } = {};
  /** why nobody may log in now */
  refusesLogin: MailError | null = null;
  quitOutcome: Pop3QuitOutcome['outcome'] = 'confirmed';
  /** TOP is offered, and refused each time */
  refusesTop = false;
  /** QUIT hides what was retrieved, as Gmail does */
  hidesRetrieved = false;
  /** called before every command */
  onCommand: (line: string) => void | Promise<void> = () => {};

  async connect(): Promise<Pop3Session> {
    this.log.push('LOGIN');
    if (this.refusesLogin !== null) throw this.refusesLogin;
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    return this.#session();
  }

  /** Commands of one kind so far. */
  count(verb: string): number {
    return this.log.filter((line) => line.split(' ')[0] === verb).length;
  }

  #session(): Pop3Session {
    const snapshot = [...this.messages];
    const marked = new Set<FakeMessage>();
    const retrieved = new Set<FakeMessage>();
    let isClosed = false;
    const end = () => {
      if (!isClosed) this.open -= 1;
      isClosed = true;
    };
    const command = async (line: string): Promise<void> => {
      if (isClosed) throw new MailError('network', 'the connection is gone', { stage: 'command' });
      this.log.push(line);
      await this.onCommand(line);
    };
    const at = (number: number): FakeMessage => {
      const message = snapshot[number - 1];
      if (message === undefined || marked.has(message))
        throw new MailError('refused', 'no such message', { stage: 'command', code: 'ERR' });
      return message;
    };
    const retr = async (number: number): Promise<Pop3Message> => {
      await command(`RETR ${number}`);
      const message = at(number);
      if (message.trouble === 'refuses') throw new MailError('refused', 'cannot be read', { stage: 'command', code: 'ERR' });
      retrieved.add(message);
      async function* octets(): AsyncGenerator<Uint8Array> {
        const half = Math.floor(message.raw.length / 2);
        yield message.raw.subarray(0, half);
        if (message.trouble === 'breaks') {
          end();
          throw new MailError('network', 'the connection broke', { stage: 'command' });
        }
        yield message.raw.subarray(half);
      }
      return { number, octets: octets() };
    };
    const top = async (number: number): Promise<Pop3Message> => {
      await command(`TOP ${number} 0`);
      if (this.refusesTop) throw new MailError('refused', 'no TOP', { stage: 'command', code: 'ERR' });
      const { raw } = at(number);
      const empty = raw.indexOf('\r\n\r\n');
      return { number, octets: one(empty < 0 ? raw : raw.subarray(0, empty + 4)) };
    };
    async function* each(
      numbers: Iterable<number>,
      ask: (number: number) => Promise<Pop3Message>,
    ): AsyncGenerator<Pop3Message | Pop3Refusal> {
      for (const number of numbers) {
        let answer: Pop3Message | Pop3Refusal;
        try {
          answer = await ask(number);
        } catch (error) {
          if (isClosed) throw error;
          answer = { number, octets: null, error: error as Error };
        }
        yield answer;
      }
    }
    const capabilities: Pop3Capabilities = {
      isListed: true,
      top: true,
      uidl: true,
      pipelining: true,
      respCodes: true,
      authRespCode: true,
      sasl: [],
      utf8: false,
      expireDays: null,
      loginDelaySeconds: null,
      implementation: null,
      ...this.capabilities,
    };
    return {
      capabilities,
      greeting: { text: '', apopTimestamp: null },
      get closed() {
        return isClosed;
      },
      stat: async () => ({ messages: this.lies.stat ?? snapshot.length, sizeBytes: 0 }),
      list: async (take) => {
        await command('LIST');
        for (const [index, { raw, listedBytes }] of snapshot.entries())
          if (!this.lies.list?.includes(index + 1)) take(index + 1, listedBytes ?? raw.length);
      },
      uidl: async (take) => {
        await command('UIDL');
        for (const [index, { uid }] of snapshot.entries()) if (!this.lies.uidl?.includes(index + 1)) take(index + 1, uid);
        return true;
      },
      top: (number) => top(number),
      retr: (number) => retr(number),
      retrEach: (numbers) => each(numbers, retr),
      topEach: (numbers) => each(numbers, top),
      dele: async (number) => {
        await command(`DELE ${number}`);
        marked.add(at(number));
      },
      rset: async () => marked.clear(),
      noop: async () => {},
      quit: async () => {
        await command('QUIT');
        end();
        const isDone = this.quitOutcome === 'confirmed';
        if (isDone)
          this.messages = this.messages.filter((message) => !marked.has(message) && !(this.hidesRetrieved && retrieved.has(message)));
        return { outcome: this.quitOutcome, serverText: null };
      },
      close: end,
    };
  }
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
