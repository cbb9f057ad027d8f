import type { LastDoor } from '#lib/client/index.ts';
import type { FoundServers } from '#lib/contract/index.ts';

/** A window to come back by: of the house's identity provider or of the mail provider. `takesPassword`: a password would do as well. */
export type RoadBack = { by: 'house' | 'window'; name: string; takesPassword: boolean };

/**
 * By which window somebody comes back whose session has ended; null: by password. Of the house's people nobody is asked for a mailbox's
 * password: that would be another person's way in.
 *
 * @param found what is known of the person's address; null: nothing, or nobody was asked yet
 */
export function roadBack(door: LastDoor, found: FoundServers['found']): RoadBack | null {
  if (door.kind === 'house') return { by: 'house', name: door.name, takesPassword: false };
  if (found === null || found.oauth === null) return null;
  return { by: 'window', name: found.oauth.name, takesPassword: found.takesPassword && door.kind === 'password' };
}
