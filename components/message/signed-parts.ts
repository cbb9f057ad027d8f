import type { Signature, SignatureReport } from '#lib/contract/index.ts';

const nothing: ReadonlySet<string> = new Set();

/** The parts that a valid signature of the sender covers, where it does not cover all of the message; part ids. */
export function signedParts(report: SignatureReport | null): ReadonlySet<string> {
  const partly = report?.signatures.filter(isPartlySigned) ?? [];
  return partly.length === 0 ? nothing : new Set(partly.flatMap(({ partIds }) => partIds));
}

const isPartlySigned = ({ status, matchesFrom, isWhole, trust }: Signature): boolean =>
  status === 'valid' && matchesFrom && !isWhole && trust !== 'otherKey';
