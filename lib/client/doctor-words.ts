import {
  type DoctorServer,
  type DoctorWords,
  doctorFacts,
  doctorOutcomes,
  doctorServerName,
  doctorStages,
  doctorStandings,
  wordsOf,
} from '#lib/contract/index.ts';
import { plainly } from './messages/plainly.ts';
import { t } from './messages/t.ts';

/** The Doctor's words in the language of the page. Its late words must have come. */
export function doctorWords(): DoctorWords {
  return {
    stages: wordsOf(doctorStages, (stage) => t(`doctor.stage.${stage}`)),
    outcomes: wordsOf(doctorOutcomes, (outcome) => t(`doctor.outcome.${outcome}`)),
    facts: wordsOf(doctorFacts, (name) => t(`doctor.fact.${name}`)),
    standings: wordsOf(doctorStandings, (standing) => t(`doctor.standing.${standing}`)),
    well: t('doctor.well'),
    helps: t('doctor.report.helps'),
    serverSaid: t('doctor.serverSaid'),
    open: t('doctor.report.open'),
    noEncryption: t('doctor.noEncryption'),
    sentence: plainly,
  };
}

/** A server as a person of this page reads it. */
export const serverName = (server: Omit<DoctorServer, 'login'>): string => doctorServerName(server, t('doctor.noEncryption'));
