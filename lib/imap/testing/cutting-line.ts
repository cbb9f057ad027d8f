import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** What travels as one: a line with its end, or the octets of a literal. */
export type Piece = { from: 'client' | 'server'; kind: 'line' | 'literal'; octets: number };

/** Which piece, counted from 1 among those of its side and kind, is broken off, and after how many of its octets. */
export type LineCut = { from: Piece['from']; kind: Piece['kind']; nth: number; octets: number };

/** The way from a client to a plain server, which notes what goes over it and ends at one place inside a line or a literal. */
export class CuttingLine {
  readonly pieces: Piece[] = [];
  readonly #cut: LineCut | null;
  readonly #sockets = new Set<Socket>();
  /** the place was reached */
  isCut = false;

  constructor(cut: LineCut | null) {
    this.#cut = cut;
  }

  /** @returns a port of this machine that leads to the server's */
  async open(serverPort: number): Promise<AsyncDisposable & { port: number }> {
    const server = createServer({ noDelay: true }, (client) => {
      const upstream = connect({ port: serverPort, host: '127.0.0.1', noDelay: true });
      this.#join(client, upstream, 'client');
      this.#join(upstream, client, 'server');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const end = async () => {
      for (const socket of this.#sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    };
    return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: end };
  }

  #join(source: Socket, target: Socket, from: Piece['from']): void {
    let pending: Buffer = Buffer.alloc(0);
    let literal: number | null = null;
    this.#sockets.add(source);
    source.on('error', () => target.destroy());
    source.on('close', () => {
      this.#sockets.delete(source);
      target.end();
    });
    source.on('data', (chunk: Buffer) => {
      pending = Buffer.concat([pending, chunk]);
      for (;;) {
        const lineEnd = pending.indexOf('\r\n');
        const octets: number = literal ?? (lineEnd < 0 ? Number.POSITIVE_INFINITY : lineEnd + 2);
        if (pending.length < octets) return;
        const piece = pending.subarray(0, octets);
        pending = pending.subarray(octets);
        const at = this.#take({ from, kind: literal === null ? 'line' : 'literal', octets });
        if (at !== null) {
          target.end(piece.subarray(0, at));
          source.destroy();
          return;
        }
        target.write(piece);
        const announced = literal === null ? /\{(\d+)\+?\}\r\n$/.exec(piece.toString('latin1'))?.[1] : undefined;
        literal = announced === undefined ? null : Number(announced);
      }
    });
  }

  /** @returns the place at which this piece ends, null where it goes through whole */
  #take(piece: Piece): number | null {
    this.pieces.push(piece);
    const cut = this.#cut;
    if (cut === null || this.isCut || piece.from !== cut.from || piece.kind !== cut.kind) return null;
    if (countOf(this.pieces, piece.from, piece.kind) !== cut.nth) return null;
    this.isCut = true;
    return Math.min(cut.octets, piece.octets);
  }
}

export const countOf = (pieces: readonly Piece[], from: Piece['from'], kind: Piece['kind']): number =>
  pieces.filter((piece) => piece.from === from && piece.kind === kind).length;
