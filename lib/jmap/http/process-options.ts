import { config } from '#lib/config/index.ts';
import { currentGateway } from '#lib/gateway/index.ts';
import { log } from '#lib/log/index.ts';
import type { HttpOptions } from './api-request.ts';

/** What the handlers need, as this process has it. */
export async function processOptions(): Promise<HttpOptions> {
  const { publicUrl, limits } = config();
  const gateway = await currentGateway();
  return { publicUrl, limits, log, messageIdKey: gateway.deriveKey('message-id'), nowMs: Date.now };
}
