import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inProject } from './project.mjs';

/** What a script brings in when it is read, and what that brings in. */
function importsOf(file, seen = new Set()) {
  if (seen.has(file)) return [];
  seen.add(file);
  const named = [...readFileSync(file, 'utf8').matchAll(/^(?:import|export)\b[^;]*?from '([^']+)'/gm)].map(([, name]) => name);
  return named.flatMap((name) => (name.startsWith('.') ? importsOf(join(dirname(file), name), seen) : [name]));
}

test.each(['start', 'test', 'check', 'bench', 'doctor', 'verify'])(
  'settled 11: what `npm run %s` reads first needs no package, for none is installed yet',
  (name) => {
    const found = importsOf(inProject(`scripts/${name}.mjs`));
    expect(found.length).toBeGreaterThan(0);
    expect(found.filter((module) => !module.startsWith('node:'))).toEqual([]);
  },
);
