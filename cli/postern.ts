import { config } from '#lib/config/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { verify } from './verify.ts';

/** `postern <command>`: what is done with a data folder while no server works in it (settled 3). */
const usage = `postern verify             compare every file of mail with its checksum, and the database with the files
postern verify --rebuild   make the index of POP3 mail anew from its files, when the database is lost
`;

const [command, ...options] = process.argv.slice(2);
const write = (text: string) => process.stdout.write(text);

if (command === 'verify' && options.every((option) => option === '--rebuild')) {
  try {
    process.exitCode = await verify({ dataDir: config().dataFolder, isRebuild: options.includes('--rebuild'), write });
  } catch (error) {
    if (!isMailError(error)) throw error;
    process.stderr.write(
      error.code === 'DATA_IN_USE' ? 'A Postern is running on this data folder; stop it first.\n' : `It cannot be done: ${error.message}\n`,
    );
    process.exitCode = 2;
  }
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
