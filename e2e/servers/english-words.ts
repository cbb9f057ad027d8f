import { expect } from 'vitest';

// What the screen says is checked in English. Only rooms of the screen say anything: loading all of it costs every file that does not.
if (/\/(?:lib\/client|components|app)\//.test(expect.getState().testPath ?? '')) {
  const { wholeLanguage } = await import('#lib/client/index.ts');
  await wholeLanguage('en');
}
