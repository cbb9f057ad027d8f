import { z } from 'zod';
import { idSchema } from './scalars.ts';

/** `[name, arguments, method call id]` (RFC 8620 §3.2). */
export type Invocation<Name extends string = string, Arguments = Record<string, unknown>> = [Name, Arguments, string];

/** Takes an argument from an earlier response of the same request; its argument name begins with `#` (RFC 8620 §3.7). */
export type ResultReference = { resultOf: string; name: string; path: string };

/** RFC 8620 §3.3. */
export type JmapRequest = { using: string[]; methodCalls: Invocation[]; createdIds?: Record<string, string> };

/** RFC 8620 §3.4. */
export type JmapResponse = { methodResponses: Invocation[]; createdIds?: Record<string, string>; sessionState: string };

/** The Request object. Unknown properties are ignored (§3.3). */
export const requestSchema = z.object({
  using: z.array(z.string()),
  methodCalls: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()])),
  createdIds: z.record(idSchema, idSchema).optional(),
});

export const resultReferenceSchema = z.object({ resultOf: z.string(), name: z.string(), path: z.string() });

export const responseSchema = z.looseObject({
  methodResponses: z.array(z.tuple([z.string(), z.record(z.string(), z.unknown()), z.string()])),
  createdIds: z.record(z.string(), z.string()).optional(),
  sessionState: z.string(),
});

/** Why a whole request was refused (RFC 8620 §3.6.1, RFC 7807). `limit` names the limit of the core capability. */
export type ProblemDetails = { type: string; status: number; detail?: string; limit?: string };

export const problemType = {
  unknownCapability: 'urn:ietf:params:jmap:error:unknownCapability',
  notJson: 'urn:ietf:params:jmap:error:notJSON',
  notRequest: 'urn:ietf:params:jmap:error:notRequest',
  limit: 'urn:ietf:params:jmap:error:limit',
  /** nothing but what the HTTP status says (RFC 7807 §4.2) */
  blank: 'about:blank',
} as const;

export const problemDetailsSchema = z.looseObject({
  type: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  limit: z.string().optional(),
});
