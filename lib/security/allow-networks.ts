import { type NetworkRule, parseNetworkRule } from '#lib/config/index.ts';

/**
 * Reads `POSTERN_ALLOW_NETWORKS`: `CIDR[:port[-port]]` separated by commas, IPv6 in brackets; no port means every port (settled 5).
 *
 * @returns the rules, and the entries that are none
 */
export function parseAllowNetworks(text: string): { rules: NetworkRule[]; mistakes: string[] } {
  const rules: NetworkRule[] = [];
  const mistakes: string[] = [];
  for (const entry of text.split(',').map((part) => part.trim())) {
    if (entry === '') continue;
    const rule = parseNetworkRule(entry);
    if (rule === null) mistakes.push(entry);
    else rules.push(rule);
  }
  return { rules, mistakes };
}
