import { config } from '#lib/config/index.ts';
import { frameResponse } from './frame-response.ts';

export const dynamic = 'force-dynamic';

/** The empty page that a mail is shown in. Says nothing about anyone, so it asks nobody who they are. */
export function GET(request: Request): Response {
  return frameResponse([new URL(config().publicUrl).host, request.headers.get('host') ?? '']);
}
