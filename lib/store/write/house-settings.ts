import type { HouseSetting } from '../api/house-settings.ts';
import type { Transaction } from './transaction.ts';

/** See HouseSettingStore. */
export function putHouseSetting({ connection }: Transaction, { name, value, sealed }: HouseSetting): void {
  connection.run(
    `insert into house_setting (name, value, sealed) values (?, ?, ?)
     on conflict (name) do update set value = excluded.value, sealed = excluded.sealed`,
    name,
    JSON.stringify(value),
    sealed,
  );
}

export function removeHouseSetting({ connection }: Transaction, name: string): void {
  connection.run('delete from house_setting where name = ?', name);
}
