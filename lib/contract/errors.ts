/** `type` of an `error` response to one method call (RFC 8620 §3.6.2, §5.1–§5.6; RFC 8621). */
export type MethodErrorType =
  | 'serverUnavailable'
  | 'serverFail'
  | 'serverPartialFail'
  | 'unknownMethod'
  | 'invalidArguments'
  | 'invalidResultReference'
  | 'forbidden'
  | 'accountNotFound'
  | 'accountNotSupportedByMethod'
  | 'accountReadOnly'
  | 'fromAccountNotFound'
  | 'fromAccountNotSupportedByMethod'
  | 'requestTooLarge'
  | 'unknownDataType'
  | 'cannotCalculateChanges'
  | 'tooManyChanges'
  | 'stateMismatch'
  | 'anchorNotFound'
  | 'unsupportedSort'
  | 'unsupportedFilter';

/** Arguments of an `error` response. */
export type MethodErrorArguments = { type: MethodErrorType; description?: string };

/** `type` of a SetError (RFC 8620 §5.3; RFC 8621 §2.5, §4.6, §4.8, §6.3, §7.5). */
export type SetErrorType =
  | 'forbidden'
  | 'overQuota'
  | 'tooLarge'
  | 'rateLimit'
  | 'notFound'
  | 'invalidPatch'
  | 'willDestroy'
  | 'invalidProperties'
  | 'singleton'
  | 'alreadyExists'
  | 'mailboxHasChild'
  | 'mailboxHasEmail'
  | 'blobNotFound'
  | 'tooManyKeywords'
  | 'tooManyMailboxes'
  | 'invalidEmail'
  | 'tooManyRecipients'
  | 'noRecipients'
  | 'invalidRecipients'
  | 'forbiddenMailFrom'
  | 'forbiddenFrom'
  | 'forbiddenToSend'
  | 'cannotUnsend'
  | 'mdnAlreadySent';

/** Why one object was not created, updated or destroyed. `description` is for debugging, never for a person's eyes. */
export type SetError = {
  type: SetErrorType;
  description?: string | null;
  /** all invalid properties (`invalidProperties`, `invalidEmail`) */
  properties?: string[];
  /** `alreadyExists`: id of the object that is in the way */
  existingId?: string;
  /** `blobNotFound`: the blobIds that could not be found */
  notFound?: string[];
  /** `tooManyRecipients` */
  maxRecipients?: number;
  /** `invalidRecipients` */
  invalidRecipients?: string[];
  /** `tooLarge` */
  maxSize?: number;
};
