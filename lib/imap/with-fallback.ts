import { isMailError } from '#lib/mail/index.ts';
import type { ImapCapabilities } from './api.ts';

/**
 * Runs a command in the form that an extension allows. A server that offers the extension and then answers BAD to it counts as one without it
 * for the rest of the session, and the command is run once more in the old form.
 *
 * @param command looks at `capabilities` each time it is called
 */
export async function withFallback<T>(
  capabilities: ImapCapabilities,
  name: 'esearch' | 'move' | 'uidplus' | 'qresync',
  command: () => Promise<T>,
): Promise<T> {
  try {
    return await command();
  } catch (error) {
    if (!capabilities[name] || !isMailError(error) || error.kind !== 'refused' || error.code !== 'BAD') throw error;
    capabilities[name] = false;
    return command();
  }
}
