import { config } from '#lib/config/index.ts';
import { isMailError } from '#lib/mail/index.ts';
import { doctor } from './doctor.ts';
import { verify } from './verify.ts';

/** `postern <command>`: the Doctor, and what is done with a data folder while no server works in it (settled 3). */
const usage = `postern doctor ADDRESS     why a mailbox cannot be reached: its servers, examined step by step; asks for the password on the terminal
                           (--no-password: ends before the sign-in; --server imap:HOST:PORT:tls|starttls|plain, as often as wished)
postern verify             compare every file of mail with its checksum, and the database with the files
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
} else if (command === 'doctor' && options.length > 0) {
  process.exitCode = await doctor(options, { write, complain: (text) => process.stderr.write(text), input: process.stdin });
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
