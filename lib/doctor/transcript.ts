import type { DoctorLine } from '#lib/contract/index.ts';
import type { Redact } from '#lib/security/index.ts';

const mostLines = 400;
const longestLine = 1_000;
const bearer = /\bBearer\s+[A-Za-z0-9._~+/=-]+/gi;

/** Everything that crosses one connection, as it may be shown: no secret in any form, no control characters, bounded (protocols.md §8.1, X6). */
export class Transcript {
  readonly #redact: Redact;
  readonly #nowMs: () => number;
  readonly #startedAtMs: number;
  #lines: DoctorLine[] = [];
  #total = 0;

  constructor(redact: Redact, nowMs: () => number) {
    this.#redact = redact;
    this.#nowMs = nowMs;
    this.#startedAtMs = nowMs();
  }

  add(direction: DoctorLine['direction'], text: string): void {
    this.#total += 1;
    if (this.#total > mostLines) return;
    const shown = this.#total === mostLines ? '… and more' : this.#clean(text);
    this.#lines.push({ atMs: Math.round(this.#nowMs() - this.#startedAtMs), direction, text: shown });
  }

  /** What came since the last call. */
  take(): DoctorLine[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }

  #clean(text: string): string {
    const whole = this.#redact(text)
      .replaceAll(bearer, 'Bearer [secret]')
      .replaceAll(/\p{Cc}/gu, '·');
    return whole.length > longestLine ? `${whole.slice(0, longestLine)}…` : whole;
  }
}
