export { ProtocolConsole } from './console.ts';
export { type DomainOptions, domainReport } from './domain-records.ts';
export { type Examination, type ExaminationOptions, examineServer } from './examine-server.ts';
export { findingOf } from './find-cause.ts';
export { SecretWatch } from './secret-watch.ts';
export type { DoctorCredential } from './speech.ts';
