import { hostSharedMailServers } from './shared.ts';

export default async function setUp(): Promise<() => Promise<void>> {
  const host = await hostSharedMailServers();
  return () => host.stop();
}
