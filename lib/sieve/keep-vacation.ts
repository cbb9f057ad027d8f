import { createHash } from 'node:crypto';
import { MailError, noVacation, type Vacation } from '#lib/mail/index.ts';
import type { SieveScriptName, SieveSession } from './api.ts';
import { answersItself } from './split-requires.ts';
import { readRecord, type VacationRecord } from './vacation-record.ts';
import { neededExtensions, type Underlying, type VacationScriptOptions, vacationScript } from './vacation-script.ts';

const baseName = 'postern-out-of-office';
/** Somebody's own script may have our name: then the next one is taken. */
const maxNames = 5;

/** `isOutdated`: the person changed the script that was copied below ours, so it should be written anew. */
export type KeptVacation = { vacation: Vacation; isOutdated: boolean };

/**
 * What the server does now: the answer is on only while our script is the active one, whatever its data say.
 *
 * @throws MailError as SieveSession
 */
export async function readVacation(session: SieveSession): Promise<KeptVacation> {
  const ours = await findOurs(session);
  if (ours.record === null) return { vacation: noVacation, isOutdated: false };
  const { vacation, underlying } = ours.record;
  const isEnabled = vacation.isEnabled && ours.isActive;
  let isOutdated = false;
  if (isEnabled && underlying !== null && underlying.hash !== null && ours.scripts.some(({ name }) => name === underlying.name))
    isOutdated = hashOf(await session.getScript(underlying.name)) !== underlying.hash;
  return { vacation: { ...vacation, isEnabled }, isOutdated };
}

/**
 * Switches the answer on or off. The person's own script keeps its name and its text; it runs below ours while the answer is on, and is the
 * active one again afterwards.
 *
 * @throws MailError 'already-exists' (OWN_VACATION: that script answers by itself), 'refused' (NO_EXTENSION), 'over-quota' …
 */
export async function writeVacation(session: SieveSession, vacation: Vacation, options: VacationScriptOptions): Promise<void> {
  const ours = await findOurs(session);
  const exists = (name: string) => ours.scripts.some((script) => script.name === name);
  const below = ours.isActive ? (ours.record?.underlying?.name ?? null) : (ours.scripts.find(({ isActive }) => isActive)?.name ?? null);
  const name = below !== null && exists(below) ? below : null;
  if (!vacation.isEnabled) {
    if (ours.isActive) await session.setActive(name);
    if (isEmpty(vacation)) return ours.record === null ? undefined : session.deleteScript(ours.name);
    await session.putScript(ours.name, vacationScript(vacation, null, options));
    return;
  }
  const underlying = name === null ? null : await underlyingOf(session, name);
  const missing = neededExtensions(vacation, underlying).filter((extension) => !session.capabilities.extensions.has(extension));
  if (missing.length > 0)
    throw new MailError('refused', 'the server has not what the answer needs', {
      ...{ stage: 'command', code: 'NO_EXTENSION', permanent: true, serverText: missing.join(' ') },
    });
  await session.putScript(ours.name, vacationScript(vacation, underlying, options));
  if (!ours.isActive) await session.setActive(ours.name);
}

type Ours = { name: string; isActive: boolean; record: VacationRecord | null; scripts: SieveScriptName[] };

async function findOurs(session: SieveSession): Promise<Ours> {
  const scripts = await session.listScripts();
  for (let number = 1; number <= maxNames; number += 1) {
    const name = number === 1 ? baseName : `${baseName}-${number}`;
    const listed = scripts.find((script) => script.name === name);
    if (listed === undefined) return { name, isActive: false, record: null, scripts };
    const record = readRecord(await session.getScript(name));
    if (record !== null) return { name, isActive: listed.isActive, record, scripts };
  }
  throw new MailError('already-exists', 'every name for our script is taken', { stage: 'command', code: 'NAMES', permanent: true });
}

async function underlyingOf(session: SieveSession, name: string): Promise<Underlying> {
  const text = await session.getScript(name);
  if (answersItself(text))
    throw new MailError('already-exists', 'the active script answers by itself', {
      ...{ stage: 'command', code: 'OWN_VACATION', permanent: true, serverText: name.slice(0, 200) },
    });
  return { name, copy: session.capabilities.extensions.has('include') ? null : { hash: hashOf(text), text } };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

const isEmpty = ({ fromMs, toMs, subject, textBody, htmlBody }: Vacation): boolean =>
  fromMs === null && toMs === null && subject === null && textBody === null && htmlBody === null;
