import type { DoctorFact, DoctorOutcome, DoctorServer, DoctorStage, DoctorStageReport } from '#lib/contract/index.ts';
import { doctorStages } from '#lib/contract/index.ts';
import type { MailError } from '#lib/mail/index.ts';
import { findingOf } from './find-cause.ts';
import type { Transcript } from './transcript.ts';

/** A person notices a stage that takes this long. */
const slowMs = 2_500;

/** The way along the stages: each is timed, told when it ends, and after one that failed the others are not reached. */
export class Walk {
  readonly stages = new Map<DoctorStage, DoctorStageReport>();
  readonly #server: DoctorServer;
  readonly #transcript: Transcript;
  readonly #nowMs: () => number;
  readonly #onStage: (report: DoctorStageReport) => void;
  readonly #asFailure: (error: unknown, stage: DoctorStage) => MailError;
  failure: MailError | null = null;

  constructor(options: {
    server: DoctorServer;
    transcript: Transcript;
    nowMs: () => number;
    onStage: (report: DoctorStageReport) => void;
    asFailure: (error: unknown, stage: DoctorStage) => MailError;
  }) {
    this.#server = options.server;
    this.#transcript = options.transcript;
    this.#nowMs = options.nowMs;
    this.#onStage = options.onStage;
    this.#asFailure = options.asFailure;
  }

  /**
   * Does one stage.
   * @param act gives what was found out beside its result
   * @throws what `act` throws, after noting it
   */
  async go<T>(stage: DoctorStage, act: (tell: (...facts: DoctorFact[]) => void) => Promise<T>): Promise<T> {
    const startedAtMs = this.#nowMs();
    const facts: DoctorFact[] = [];
    const report = (outcome: DoctorOutcome, error: MailError | null): void => {
      const durationMs = Math.round(this.#nowMs() - startedAtMs);
      const finding = error === null ? null : findingOf(error, this.#server);
      this.#note({ stage, outcome, durationMs, facts, transcript: this.#transcript.take(), finding });
    };
    try {
      const value = await act((...found) => facts.push(...found));
      report(this.#nowMs() - startedAtMs > slowMs ? 'slow' : 'ok', null);
      return value;
    } catch (error) {
      this.failure = this.#asFailure(error, stage);
      report('failed', this.failure);
      throw error;
    }
  }

  skip(stage: DoctorStage): void {
    this.#note({ stage, outcome: 'skipped', durationMs: null, facts: [], transcript: [], finding: null });
  }

  /** All stages in the order of the road; what was not walked was not reached. */
  end(): DoctorStageReport[] {
    for (const stage of doctorStages) {
      if (this.stages.has(stage)) continue;
      this.#note({ stage, outcome: 'not-reached', durationMs: null, facts: [], transcript: [], finding: null });
    }
    return doctorStages.map((stage) => this.stages.get(stage)!);
  }

  #note(report: DoctorStageReport): void {
    this.stages.set(report.stage, report);
    this.#onStage(report);
  }
}
