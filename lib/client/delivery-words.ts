import { type PlainWords, plainWords } from '#lib/mail/index.ts';
import type { Delivery } from './deliveries.ts';
import { inPlainWords } from './messages/plainly.ts';

/** Why a recipient has not got a message (table 8.2), in the language of the page. Apart from what asks for it: the sentences are long. */
export function deliveryWords({ code, enhancedCode, outcome }: Delivery): PlainWords {
  return inPlainWords(plainWords({ kind: 'refused', stage: 'envelope', code, enhancedCode, permanent: outcome === 'failed' }));
}
