/** Something that holds for everybody here. `value` is JSON; `sealed`: what of it is secret, null where nothing is. */
export type HouseSetting = { name: string; value: unknown; sealed: Uint8Array | null };

/** What administrators set. */
export interface HouseSettingStore {
  all(): Promise<HouseSetting[]>;
  /** In the place of the one with this name. */
  put(setting: HouseSetting): Promise<void>;
  remove(name: string): Promise<void>;
}
