/**
 * What the sender wants to hear of a message (RFC 3461); asked for only where the server offers DSN. `envelopeId` comes back in every
 * notification.
 */
export type DsnRequest = {
  envelopeId: string;
  /** what of the message comes back with a failure */
  returns: 'HDRS' | 'FULL';
  /** by recipient as the message names it; others get `usualNotify` and their own address */
  recipients: ReadonlyMap<string, { notify: string | null; originalRecipient: string | null }>;
  usualNotify: 'FAILURE,DELAY' | 'NEVER';
};

/** Parameters of MAIL FROM, without a space in front (§4.3, §4.4). */
export const mailParameters = ({ envelopeId, returns }: DsnRequest): { ret: string; envid: string } => ({
  ret: returns,
  envid: envelopeId,
});

/** Parameters of one RCPT TO (§4.1, §4.2), each with a space in front. An address that is no ASCII would need `utf-8` and is left out. */
export function recipientParameters({ recipients, usualNotify }: DsnRequest, address: string): string {
  const given = recipients.get(address);
  const notify = (given?.notify ?? usualNotify).toUpperCase();
  const original = given?.originalRecipient ?? `rfc822;${address}`;
  const isSendable = /^[\u0020-\u007e]{1,400}$/.test(original);
  return ` NOTIFY=${notify}${isSendable && notify !== 'NEVER' ? ` ORCPT=${withXtext(original)}` : ''}`;
}

/** `type;address`: the type as it is, the address as xtext. */
function withXtext(original: string): string {
  const at = original.indexOf(';');
  return `${original.slice(0, at + 1)}${xtext(original.slice(at + 1))}`;
}

/** RFC 3461 §4 */
const xtext = (text: string): string =>
  text.replaceAll(/[^!-~]|[+=]/g, (character) => `+${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`);
