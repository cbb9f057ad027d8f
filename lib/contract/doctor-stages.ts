/** The road from the gateway to the mailbox, in the order in which it is walked (protocols.md §8.1). Apart from the schemas, which no page needs. */
export const doctorStages = ['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'starttls', 'auth', 'probe', 'logout'] as const;
export type DoctorStage = (typeof doctorStages)[number];

export const doctorOutcomes = ['ok', 'slow', 'failed', 'skipped', 'not-reached'] as const;
/** Kinds of what is found on the road. */
export const doctorFacts = [
  'address',
  'tlsVersion',
  'cipher',
  'certificateFor',
  'issuer',
  'validity',
  'chain',
  'greeting',
  'capability',
  'sizeLimit',
  'signInWays',
  'signInUsed',
  'folders',
  'specialFolder',
  'messages',
  'quota',
  'note',
] as const;
/** How well a published record stands. */
export const doctorStandings = ['good', 'weak', 'missing', 'unknown'] as const;
