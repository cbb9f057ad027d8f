import type { HouseSetting } from '../api/house-settings.ts';
import type { Connection } from '../sqlite/connection.ts';

/** See HouseSettingStore. */
export function houseSettings(connection: Connection): HouseSetting[] {
  return connection
    .all<{ name: string; value: string; sealed: Uint8Array | null }>('select name, value, sealed from house_setting order by name')
    .map(({ name, value, sealed }) => ({ name, value: JSON.parse(value) as unknown, sealed }));
}
