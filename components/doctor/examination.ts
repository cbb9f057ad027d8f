import type {
  DoctorDomainReport,
  DoctorEvent,
  DoctorFinding,
  DoctorLetter,
  DoctorServer,
  DoctorServiceReport,
  DoctorStage,
  DoctorStageReport,
} from '#lib/contract/index.ts';

/** One road as far as it has been walked. */
export type Road = { server: DoctorServer; stages: ReadonlyMap<DoctorStage, DoctorStageReport>; report: DoctorServiceReport | null };

export type ExaminationState = {
  roads: readonly Road[];
  /** whose records are looked at */
  domain: string | null;
  records: DoctorDomainReport | null;
  refused: DoctorFinding | null;
  letter: DoctorLetter | null;
  isDone: boolean;
};

export const nothingYet: ExaminationState = { roads: [], domain: null, records: null, refused: null, letter: null, isDone: false };

/** What is known after one more event. */
export function withEvent(state: ExaminationState, event: DoctorEvent): ExaminationState {
  const atRoad = (index: number, change: (road: Road) => Road) => ({
    ...state,
    roads: state.roads.map((road, at) => (at === index ? change(road) : road)),
  });
  switch (event.type) {
    case 'begun':
      return { ...nothingYet, domain: event.domain, roads: event.servers.map((server) => ({ server, stages: new Map(), report: null })) };
    case 'stage':
      return atRoad(event.index, (road) => ({ ...road, stages: new Map(road.stages).set(event.report.stage, event.report) }));
    case 'service':
      return atRoad(event.index, (road) => ({
        ...road,
        report: event.report,
        stages: new Map(event.report.stages.map((report) => [report.stage, report])),
      }));
    case 'domain':
      return { ...state, records: event.report };
    case 'refused':
      return { ...state, refused: event.finding };
    case 'letter':
      return { ...state, letter: event.letter };
    case 'done':
      return { ...state, isDone: true };
  }
}
