export { type Examination, type ExaminationOptions, examineServer } from './examine-server.ts';
export type { DoctorCredential } from './speech.ts';
