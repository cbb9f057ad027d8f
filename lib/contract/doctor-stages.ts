/** The road from the gateway to the mailbox, in the order in which it is walked (protocols.md §8.1). Apart from the schemas, which no page needs. */
export const doctorStages = ['dns', 'tcp', 'tls', 'greeting', 'capabilities', 'starttls', 'auth', 'probe', 'logout'] as const;
export type DoctorStage = (typeof doctorStages)[number];
