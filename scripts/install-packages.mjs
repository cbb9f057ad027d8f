import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { giveUp, inProject, pinnedNode, pinnedNodeVersion, projectDir } from './project.mjs';

/** a hang guard */
const hangMs = 300_000;
const stampFile = inProject('node_modules/.postern-installed');

/**
 * Brings node_modules to exactly what package-lock.json names, when it is not there already, and the pinned Node with it. Install scripts are
 * off (.npmrc); the one exception is that of the package `node`, which fetches the program for this machine.
 */
export function installPackages() {
  const wanted = lockHash();
  if (!existsSync(stampFile) || readFileSync(stampFile, 'utf8') !== wanted) {
    process.stdout.write('Installing the packages of package-lock.json …\n');
    // Not `npm ci`: that refuses a lock file made where the registry lacks another platform's optional binaries. `--no-save` keeps the lock
    // file as it is, and what came is held against it.
    npm(['install', '--no-save', '--include=dev', '--no-progress', '--loglevel=error']);
    const strangers = differencesFromLock();
    if (strangers.length > 0) giveUp(`These packages are not the ones of package-lock.json: ${strangers.join(', ')}.`);
    writeFileSync(stampFile, wanted);
  }
  if (installedNodeVersion() !== pinnedNodeVersion()) {
    process.stdout.write(`Fetching Node ${pinnedNodeVersion()} …\n`);
    npm(['rebuild', 'node', '--ignore-scripts=false', '--loglevel=error']);
    const version = installedNodeVersion();
    if (version !== pinnedNodeVersion())
      giveUp(`The package \`node\` gave Node ${version ?? 'nothing'}, but ${pinnedNodeVersion()} is wanted.`);
  }
}

/** Installed packages whose version or integrity is not the locked one. An optional binary for one platform may be absent from the lock file. */
function differencesFromLock() {
  const packagesOf = (file) => JSON.parse(readFileSync(inProject(file), 'utf8')).packages;
  const locked = packagesOf('package-lock.json');
  return Object.entries(packagesOf('node_modules/.package-lock.json'))
    .filter(([path, { version, integrity, optional, os, cpu }]) => {
      const wanted = locked[path];
      if (wanted === undefined) return !(optional && (os || cpu));
      return wanted.version !== version || wanted.integrity !== integrity;
    })
    .map(([path, { version }]) => `${path}@${version}`);
}

/** Of everything that decides what npm installs. */
function lockHash() {
  const hash = createHash('sha256');
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) hash.update(readFileSync(inProject(file))).update('\0');
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

function installedNodeVersion() {
  if (!existsSync(pinnedNode())) return null;
  try {
    return execFileSync(pinnedNode(), ['--version'], { encoding: 'utf8' }).trim().replace(/^v/, '');
  } catch (error) {
    process.stderr.write(`${pinnedNode()} does not run here: ${error.message}\n`);
    return null;
  }
}

/** The npm that started us, or else the one in PATH. */
function npm(args) {
  const own = process.env.npm_execpath;
  const [command, first] = own && /npm-cli\.[cm]?js$/.test(own) ? [process.execPath, [own]] : ['npm', []];
  const env = { ...process.env, NODE_ENV: 'development' };
  const options = { cwd: projectDir, stdio: ['ignore', 'inherit', 'inherit'], env, timeout: hangMs };
  let result = spawnSync(command, [...first, ...args], options);
  // A registry that stops answering in mid-download makes npm wait for ever; the second try finds most of it in the cache.
  if (result.error?.code === 'ETIMEDOUT') result = spawnSync(command, [...first, ...args], options);
  const reason = result.error ? `: ${result.error.message}` : '';
  if (result.status !== 0) giveUp(`\`npm ${args.join(' ')}\` failed${reason}; what it said stands above.`);
}
