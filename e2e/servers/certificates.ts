import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type KeyPair = { certFile: string; keyFile: string };
export type TestCertificates = {
  /** PEM of the authority; give it to Node as NODE_EXTRA_CA_CERTS */
  caFile: string;
  trusted: KeyPair;
  /** right name and authority, but its time is over */
  expired: KeyPair;
  /** right name, signed by an authority nobody knows */
  foreign: KeyPair;
  /** right authority, but made out to other.invalid */
  'other-name': KeyPair;
  /** right name, signed by itself */
  'self-signed': KeyPair;
  /** right name, signed by an authority that the right one signed, whose certificate the server leaves out */
  'no-intermediate': KeyPair;
};
export type CertificateName = Exclude<keyof TestCertificates, 'caFile'>;

const certificateCache = join(dirname(fileURLToPath(import.meta.url)), '../../node_modules/.cache/postern-test-certificates');
const dayMs = 86_400_000;
const usableMs = 300 * dayMs;
/** part of the stamp: raise it when what is made below changes */
const recipe = 2;

/**
 * The test authority and the certificates it signed, made by `openssl` once per checkout and kept, because NODE_EXTRA_CA_CERTS is read
 * only when a process starts. Two callers at once are fine: whoever is first wins.
 */
export function ensureCertificates(): TestCertificates {
  if (!isUsable()) make();
  const pair = (name: string) => ({ certFile: join(certificateCache, `${name}.crt`), keyFile: join(certificateCache, `${name}.key`) });
  return {
    caFile: join(certificateCache, 'ca.crt'),
    trusted: pair('trusted'),
    expired: pair('expired'),
    foreign: pair('foreign'),
    'other-name': pair('other-name'),
    'self-signed': pair('self-signed'),
    'no-intermediate': pair('no-intermediate'),
  };
}

function isUsable(): boolean {
  const stamp = join(certificateCache, 'stamp.json');
  if (!existsSync(stamp)) return false;
  const { madeAtMs, recipe: made } = JSON.parse(readFileSync(stamp, 'utf8')) as { madeAtMs: number; recipe: number };
  return made === recipe && Math.abs(Date.now() - madeAtMs) < usableMs;
}

function make(): void {
  mkdirSync(dirname(certificateCache), { recursive: true });
  const dir = mkdtempSync(`${certificateCache}-`);
  const nowMs = Date.now();
  const from = nowMs - 2 * dayMs;
  const until = nowMs + (usableMs + 30 * dayMs);
  const names = 'DNS:localhost,DNS:example.test,DNS:*.example.test,IP:127.0.0.1,IP:127.0.0.2,IP:::1';
  authority(dir, 'ca', 'Postern test authority', from, until);
  authority(dir, 'foreign-ca', 'Authority nobody knows', from, until);
  authority(dir, 'intermediate-ca', 'Postern test intermediate', from, until, 'ca');
  sign(dir, 'ca', 'trusted', 'localhost', names, from, until);
  sign(dir, 'ca', 'expired', 'localhost', names, nowMs - 60 * dayMs, nowMs - dayMs);
  sign(dir, 'foreign-ca', 'foreign', 'localhost', names, from, until);
  sign(dir, 'ca', 'other-name', 'other.invalid', 'DNS:other.invalid', from, until);
  selfSigned(dir, 'self-signed', 'localhost', names);
  sign(dir, 'intermediate-ca', 'no-intermediate', 'localhost', names, from, until);
  writeFileSync(join(dir, 'stamp.json'), JSON.stringify({ madeAtMs: nowMs, recipe }));
  if (!isUsable()) rmSync(certificateCache, { recursive: true, force: true });
  try {
    renameSync(dir, certificateCache);
  } catch (error) {
    rmSync(dir, { recursive: true, force: true });
    if (!isUsable()) throw error; // otherwise another process was quicker, and its certificates are as good
  }
}

/** `openssl ca` is the one command of OpenSSL 3.0 that sets both ends of a certificate's life; it wants a little database of its own. */
function authority(dir: string, name: string, commonName: string, fromMs: number, untilMs: number, signer: string | null = null): void {
  const own = join(dir, `${name}.d`);
  mkdirSync(own);
  writeFileSync(join(own, 'index.txt'), '');
  writeFileSync(join(own, 'index.txt.attr'), 'unique_subject = no\n');
  writeFileSync(
    join(own, 'ca.cnf'),
    [
      '[ca]',
      'default_ca = own',
      '[own]',
      `new_certs_dir = ${own}`,
      `database = ${own}/index.txt`,
      'rand_serial = yes',
      'default_md = sha256',
      'policy = any',
      '[any]',
      'commonName = supplied',
      '[authority]',
      'basicConstraints = critical,CA:TRUE',
      'keyUsage = critical,keyCertSign,cRLSign',
      'subjectKeyIdentifier = hash',
      '[req]',
      'distinguished_name = dn',
      '[dn]',
      '',
    ].join('\n'),
  );
  request(dir, name, commonName, join(own, 'ca.cnf'));
  const life = ['-startdate', asn1Time(fromMs), '-enddate', asn1Time(untilMs)];
  const files = ['-in', join(dir, `${name}.csr`), '-out', join(dir, `${name}.crt`)];
  const by = signer === null ? ['-selfsign', '-keyfile', join(dir, `${name}.key`)] : signedBy(dir, signer);
  const config = join(dir, `${signer ?? name}.d`, 'ca.cnf');
  openssl(['ca', '-batch', '-notext', '-config', config, '-extensions', 'authority', ...by, ...life, ...files]);
}

/** Signed by nobody but itself, from now on. */
function selfSigned(dir: string, name: string, commonName: string, subjectAltName: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(dir, `${name}.key`)];
  const life = ['-days', String((usableMs + 30 * dayMs) / dayMs)];
  const names = ['-subj', `/CN=${commonName}`, '-addext', `subjectAltName=${subjectAltName}`];
  openssl(['req', '-x509', ...key, ...life, ...names, '-out', join(dir, `${name}.crt`)]);
}

function sign(dir: string, ca: string, name: string, commonName: string, subjectAltName: string, fromMs: number, untilMs: number): void {
  const own = join(dir, `${ca}.d`);
  const extensions = join(own, `${name}.cnf`);
  writeFileSync(
    extensions,
    [
      'basicConstraints = critical,CA:FALSE',
      'keyUsage = critical,digitalSignature',
      'extendedKeyUsage = serverAuth',
      `subjectAltName = ${subjectAltName}`,
      'authorityKeyIdentifier = keyid',
      '',
    ].join('\n'),
  );
  request(dir, name, commonName, join(own, 'ca.cnf'));
  const life = ['-startdate', asn1Time(fromMs), '-enddate', asn1Time(untilMs)];
  const files = ['-in', join(dir, `${name}.csr`), '-out', join(dir, `${name}.crt`)];
  openssl(['ca', '-batch', '-notext', '-config', join(own, 'ca.cnf'), '-extfile', extensions, ...signedBy(dir, ca), ...life, ...files]);
}

const signedBy = (dir: string, ca: string): string[] => ['-cert', join(dir, `${ca}.crt`), '-keyfile', join(dir, `${ca}.key`)];

function request(dir: string, name: string, commonName: string, config: string): void {
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', join(dir, `${name}.key`)];
  openssl(['req', '-new', '-config', config, ...key, '-subj', `/CN=${commonName}`, '-out', join(dir, `${name}.csr`)]);
}

function openssl(args: readonly string[]): void {
  execFileSync('openssl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
}

const asn1Time = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 19).replaceAll(/[-:T]/g, '')}Z`;
