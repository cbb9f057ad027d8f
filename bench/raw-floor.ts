import { readFileSync } from 'node:fs';
import { connect, type TLSSocket } from 'node:tls';

/** The header fields of I16: the floor asks for what the gateway asks for. */
const fields =
  'Date From Sender Reply-To To Cc Bcc Subject Message-ID In-Reply-To References List-Id List-Post List-Unsubscribe List-Unsubscribe-Post Auto-Submitted Precedence Disposition-Notification-To Return-Path Delivered-To Authentication-Results Received Thread-Index Thread-Topic X-Priority Importance Content-Type';
const items = `(UID FLAGS INTERNALDATE RFC822.SIZE BODYSTRUCTURE MODSEQ BODY.PEEK[HEADER.FIELDS (${fields})])`;

/** A bare socket that sends commands and counts octets until the tagged answer: the least that any client of this server needs. */
export class RawImap {
  readonly #socket: TLSSocket;
  #tag = 0;

  private constructor(socket: TLSSocket) {
    this.#socket = socket;
  }

  static async open(port: number, caFile: string, login: string, password: string): Promise<RawImap> {
    const socket = connect({ host: '127.0.0.1', port, servername: 'localhost', ca: readFileSync(caFile) });
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject);
      socket.once('data', () => resolve());
    });
    const raw = new RawImap(socket);
    await raw.command(`LOGIN ${login} ${password}`);
    return raw;
  }

  /** @returns octets received for this command */
  command(text: string): Promise<number> {
    this.#tag += 1;
    const tag = `r${this.#tag}`;
    return new Promise((resolve, reject) => {
      let octets = 0;
      let tail = '';
      const listen = (chunk: Buffer) => {
        octets += chunk.length;
        tail = (tail + chunk.toString('latin1', Math.max(0, chunk.length - 4000))).slice(-4000);
        const end = new RegExp(`(?:^|\\r\\n)${tag} (OK|NO|BAD)[^\\r]*\\r\\n$`).exec(tail);
        if (end === null) return;
        this.#socket.off('data', listen);
        if (end[1] === 'OK') resolve(octets);
        else reject(new Error(`${end[1]} to ${text.slice(0, 40)}`));
      };
      this.#socket.on('data', listen);
      this.#socket.write(`${tag} ${text}\r\n`);
    });
  }

  /** The same for a short answer. @returns its untagged lines */
  async answer(text: string): Promise<string> {
    let answer = '';
    const listen = (chunk: Buffer) => {
      answer += chunk.toString('latin1');
    };
    this.#socket.on('data', listen);
    try {
      await this.command(text);
      return answer;
    } finally {
      this.#socket.off('data', listen);
    }
  }

  /** Waits in IDLE and tells of what comes, until the socket is closed. */
  async idle(onText: (text: string) => void): Promise<void> {
    this.#tag += 1;
    await new Promise<void>((resolve) => {
      this.#socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (text.startsWith('+')) resolve();
        else onText(text);
      });
      this.#socket.write(`r${this.#tag} IDLE\r\n`);
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}

export type Floor = { connectMs: number; first50Ms: number; fillMs: number; messagesPerSecond: number; megabytes: number };

/** What the server itself takes: connect and log in, the newest 50, all headers. */
export async function measureFloor(
  server: { port: number; caFile: string },
  user: { login: string; password: string },
  count: number,
): Promise<Floor> {
  const startMs = performance.now();
  const raw = await RawImap.open(server.port, server.caFile, user.login, user.password);
  await raw.command('EXAMINE INBOX');
  const connectMs = performance.now() - startMs;
  const firstMs = performance.now();
  await raw.command(`FETCH ${Math.max(1, count - 49)}:${count} ${items}`);
  const first50Ms = performance.now() - firstMs;
  const fillStartMs = performance.now();
  const octets = await raw.command(`FETCH 1:${count} ${items}`);
  const fillMs = performance.now() - fillStartMs;
  raw.close();
  return { connectMs, first50Ms, fillMs, messagesPerSecond: (count / fillMs) * 1000, megabytes: octets / 1e6 };
}

/** What a client knew when it left: UIDVALIDITY, HIGHESTMODSEQ and UIDNEXT of its inbox. */
export type LeftAt = { uidValidity: number; modSeq: bigint; uidNext: number };

/** Opens the inbox without a trace. */
export async function leaveAt(raw: RawImap): Promise<LeftAt> {
  const answer = await raw.answer('EXAMINE INBOX');
  const number = (name: string) => new RegExp(`\\[${name} (\\d+)\\]`).exec(answer)?.[1] ?? '0';
  return { uidValidity: Number(number('UIDVALIDITY')), modSeq: BigInt(number('HIGHESTMODSEQ')), uidNext: Number(number('UIDNEXT')) };
}

/** What has happened since, with connecting and logging in: what went and which flags are others by QRESYNC, then the headers of what is new. */
export async function measureCatchUpFloor(
  server: { port: number; caFile: string },
  user: { login: string; password: string },
  { uidValidity, modSeq, uidNext }: LeftAt,
): Promise<{ connectMs: number; factsMs: number }> {
  const startMs = performance.now();
  const raw = await RawImap.open(server.port, server.caFile, user.login, user.password);
  await raw.command('ENABLE QRESYNC');
  const connectMs = performance.now() - startMs;
  await raw.command(`EXAMINE INBOX (QRESYNC (${uidValidity} ${modSeq}))`);
  await raw.command(`UID FETCH ${uidNext}:* ${items}`);
  const factsMs = performance.now() - startMs - connectMs;
  raw.close();
  return { connectMs, factsMs };
}

/** The same fetch as a jump into the middle of the mailbox, on a connection that stands: EXAMINE, the UIDs of the place, their headers. */
export async function measureJumpFloor(
  server: { port: number; caFile: string },
  user: { login: string; password: string },
  count: number,
  messages: number,
): Promise<number> {
  const raw = await RawImap.open(server.port, server.caFile, user.login, user.password);
  const top = Math.floor(count / 2);
  const set = `${Math.max(1, top - messages + 1)}:${top}`;
  const startMs = performance.now();
  await raw.command('EXAMINE INBOX');
  await raw.command(`UID SEARCH RETURN (ALL) ${set}`);
  await raw.command(`FETCH ${set} ${items}`);
  const ms = performance.now() - startMs;
  raw.close();
  return ms;
}
