import { MailError } from '#lib/mail/index.ts';
import type { SieveCapabilities, SieveSession } from './api.ts';
import type { SieveReply } from './sieve-reply.ts';
import type { SieveWire } from './sieve-wire.ts';

/** §1.6: a name has 512 octets at most; servers may take fewer. */
const maxNameOctets = 512;

/** The commands of RFC 5804 §2 over a connection that is logged in. */
export function openSieveSession(wire: SieveWire, capabilities: SieveCapabilities): SieveSession {
  const run = (command: string, ...values: Parameters<SieveWire['command']>[2][]) => wire.command('command', command, ...values);
  const script = (text: string) => ({ text, isScript: true });
  return {
    capabilities,
    async listScripts() {
      const { lines } = await run('LISTSCRIPTS');
      return lines.flatMap(([name, active]) =>
        name?.kind === 'string' ? [{ name: name.text, isActive: active?.kind === 'word' && active.text.toUpperCase() === 'ACTIVE' }] : [],
      );
    },
    async getScript(name) {
      const { lines } = await run('GETSCRIPT', scriptName(name));
      const content = lines[0]?.[0];
      if (content?.kind !== 'string') throw new MailError('protocol', 'GETSCRIPT without a script', { stage: 'command', code: 'SYNTAX' });
      return content.text;
    },
    putScript: async (name, text) => warningsOf((await run('PUTSCRIPT', scriptName(name), script(text))).reply),
    checkScript: async (text) => warningsOf((await run('CHECKSCRIPT', script(text))).reply),
    async setActive(name) {
      await run('SETACTIVE', name === null ? { text: '' } : scriptName(name));
    },
    async deleteScript(name) {
      await run('DELETESCRIPT', scriptName(name));
    },
    async noop() {
      await run('NOOP');
    },
    async logout() {
      try {
        await run('LOGOUT');
      } catch {
        // the server may hang up instead of answering: either way the session is over
      } finally {
        wire.destroy();
      }
    },
    destroy: () => wire.destroy(),
  };
}

/** §1.6 @throws MailError 'invalid' */
function scriptName(text: string): { text: string } {
  if (text === '' || Buffer.byteLength(text) > maxNameOctets || /[\p{Cc}\u2028\u2029]/u.test(text))
    throw new MailError('invalid', 'no name for a script', { stage: 'command', code: 'ARGUMENT', permanent: true });
  return { text };
}

const warningsOf = (reply: SieveReply): string | null => (reply.code === 'WARNINGS' ? reply.text.slice(0, 2_000) : null);
