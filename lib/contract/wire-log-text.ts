import type { WireExchange } from './wire-log.ts';

const marks = { in: 'S:', out: 'C:', note: '--' };

export const wireServerName = ({ protocol, host, port }: WireExchange['server']): string =>
  `${protocol.toUpperCase()} ${host.includes(':') ? `[${host}]` : host}:${port}`;

/** As text, to be kept or passed on; what could not be shown was never in it. */
export function wireLogText(exchanges: readonly WireExchange[]): string {
  const pieces = exchanges.map(({ atMs, server, connection, lines, leftOut }) => {
    const said = lines.map(({ atMs: afterMs, direction, text }) => `${String(afterMs).padStart(7)} ${marks[direction]} ${text}\n`);
    const rest = leftOut === 0 ? '' : `        -- ${leftOut} more\n`;
    return `${new Date(atMs).toISOString()} ${wireServerName(server)} #${connection}\n${said.join('')}${rest}`;
  });
  return pieces.join('\n');
}
