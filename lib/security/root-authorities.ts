import { rootCertificates } from 'node:tls';

/** The authorities whose certificates count here, PEM: those that Node brings along. */
export const rootAuthorities: readonly string[] = rootCertificates;
