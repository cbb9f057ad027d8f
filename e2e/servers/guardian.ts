import { spawn } from 'node:child_process';
import type { Socket } from 'node:net';

/**
 * A small shell process that outlives us by a moment. It waits for the end of its standard input, which comes when we close it and also when
 * we are killed, crash or are interrupted, for the kernel closes it then; it ends the daemons named by their pid files, then removes the folder.
 */
const script = `
trap '' INT HUP TERM
dir=$1; shift
cat >/dev/null
pids=
for file; do
  if [ -s "$file" ]; then read -r pid < "$file"; pids="$pids $pid"; fi
done
[ -z "$pids" ] || kill -TERM $pids 2>/dev/null
for tick in 1 2 3 4 5 6 7 8 9 10; do
  left=
  for pid in $pids; do if grep -qs '^State:[[:space:]]*[^ZX[:space:]]' "/proc/$pid/status"; then left=yes; fi; done
  if [ -z "$left" ]; then break; fi
  sleep 0.1
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
rm -rf -- "$dir" || { sleep 0.5; rm -rf -- "$dir"; }
`;

export type Guardian = { dismiss(): Promise<void> };

export function startGuardian(dir: string, pidFiles: readonly string[]): Guardian {
  const child = spawn('/bin/sh', ['-c', script, 'guardian', dir, ...pidFiles], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
    cwd: '/',
  });
  const over = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.unref();
  (child.stdin as unknown as Socket).unref();
  return {
    async dismiss() {
      child.ref();
      child.stdin.end();
      await over;
    },
  };
}
