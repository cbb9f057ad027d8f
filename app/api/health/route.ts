import { currentGateway } from '#lib/gateway/index.ts';

/** For whoever watches the process: 200 once the gateway runs, 503 otherwise. Says nothing else, and asks nobody who they are. */
export async function GET(): Promise<Response> {
  const isUp = await currentGateway().then(
    () => true,
    () => false,
  );
  return Response.json({ status: isUp ? 'ok' : 'unavailable' }, { status: isUp ? 200 : 503, headers: { 'Cache-Control': 'no-store' } });
}
