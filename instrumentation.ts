/**
 * Called by Next once at start. The gateway is loaded from its sources by Node itself and not bundled: bundles of instrumentation and of route
 * handlers are apart, worker threads need files, and there must be one gateway only (settled 4).
 */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { startFromSources } = await import('./instrumentation-node.ts');
  await startFromSources();
}
