import { administration } from './administration.ts';
import { all } from './all.ts';
import { around } from './around.ts';
import { bulk } from './bulk.ts';
import { causes } from './causes.ts';
import { compose } from './compose.ts';
import { consoleWords } from './console.ts';
import { contacts } from './contacts.ts';
import { deeds } from './deeds.ts';
import { doctor } from './doctor.ts';
import { files } from './files.ts';
import { finding } from './finding.ts';
import { firstSteps } from './first-steps.ts';
import { folderDeeds } from './folder-deeds.ts';
import { healthDetails } from './health-details.ts';
import { invitation } from './invitation.ts';
import { keys } from './keys.ts';
import { message } from './message.ts';
import { notify } from './notify.ts';
import { settings } from './settings.ts';
import { signIn } from './sign-in.ts';
import { snooze } from './snooze.ts';
import { tagSettings } from './tag-settings.ts';
import { takingAlong } from './taking-along.ts';
import { templates } from './templates.ts';
import { touch } from './touch.ts';
import { trust } from './trust.ts';
import { undo } from './undo.ts';
import { viewer } from './viewer.ts';

/** The words of everything that comes after the list, and of the other pages: one load for all of them. */
export const late = {
  ...administration,
  ...all,
  ...causes,
  ...around,
  ...bulk,
  ...compose,
  ...consoleWords,
  ...contacts,
  ...deeds,
  ...doctor,
  ...files,
  ...finding,
  ...firstSteps,
  ...folderDeeds,
  ...healthDetails,
  ...invitation,
  ...keys,
  ...message,
  ...notify,
  ...settings,
  ...signIn,
  ...snooze,
  ...tagSettings,
  ...takingAlong,
  ...templates,
  ...touch,
  ...trust,
  ...undo,
  ...viewer,
} as const;
