export type {
  Account,
  AccountShare,
  AccountUpdate,
  AddedAccount,
  AppPassword,
  BegunOAuth,
  Failure,
  FoundServers,
  IdentityOutgoing,
  IdentityServers,
  MadeAppPassword,
  MailboxLoginRequest,
  ManualServers,
  NewAccountShare,
  NewAppPassword,
  NewIdentity,
  OAuthBegin,
  OidcBegin,
  Pop3Choice,
  SignInSession,
} from './accounts.ts';
export {
  accountUpdateSchema,
  discoverQuerySchema,
  identityServerSchema,
  mailboxLoginSchema,
  newAccountShareSchema,
  newAppPasswordSchema,
  newIdentitySchema,
  oauthBeginSchema,
  oidcBeginSchema,
} from './accounts.ts';
export { emailAddressGroupSchema, emailAddressSchema } from './address.ts';
export type { ClientWish, HouseSettings, IdentityProviderWish } from './administration.ts';
export { clientWishSchema, houseWishSchema, identityProviderWishSchema } from './administration.ts';
export type { AttachedFile, AttachedFileQueryResponse, UnpackedFile } from './attached-files.ts';
export type { BlobCapability, BlobCopyResponse, BlobSource } from './blob.ts';
export { blobUploadSchema } from './blob.ts';
export type { BulkAct, BulkActAnswer, BulkDeedArgument } from './bulk.ts';
export { bulkActProperties } from './bulk.ts';
export type { Capability, CoreCapability, MailCapability, SubmissionCapability, SyncCapability, VapidCapability } from './capability.ts';
export { capability } from './capability.ts';
export type { ConsoleEvent, ConsoleInput, ConsoleOpened, ConsoleRequest } from './console.ts';
export { consoleInputSchema, consoleRequestSchema } from './console.ts';
export type { AddressBook, ContactFilterCondition, JmapContactCard } from './contacts.ts';
export {
  addressBookIdsSchema,
  addressBookProperties,
  contactCardProperties,
  contactCardSettable,
  contactFilterCondition,
  contactSortProperties,
  maxContactCardBytes,
} from './contacts.ts';
export type { Correspondent, CorrespondentGroup } from './correspondents.ts';
export { defaultPreferences } from './default-preferences.ts';
export type {
  DoctorDomainReport,
  DoctorEvent,
  DoctorFact,
  DoctorFactName,
  DoctorFinding,
  DoctorLetter,
  DoctorLine,
  DoctorOutcome,
  DoctorProtocol,
  DoctorRecord,
  DoctorRequest,
  DoctorServer,
  DoctorServiceReport,
  DoctorStageReport,
  DoctorSuggestion,
  RoadsToExamine,
} from './doctor.ts';
export { doctorRequestSchema, roadsToExamineSchema } from './doctor.ts';
export type { DoctorStage } from './doctor-stages.ts';
export { doctorFacts, doctorOutcomes, doctorStages, doctorStandings } from './doctor-stages.ts';
export type { DoctorWords } from './doctor-text.ts';
export { doctorReportText, doctorServerName, wordsOf } from './doctor-text.ts';
export type { DomainProof } from './domain-proof.ts';
export type { Email, EmailBodyPart, EmailBodyValue, EmailHeader, EmailProperty, HeaderValue } from './email.ts';
export {
  bodyPartProperties,
  defaultBodyProperties,
  defaultEmailProperties,
  defaultParsedProperties,
  emailProperties,
  emailSortProperties,
} from './email.ts';
export type {
  EmailBodyPartCreate,
  EmailCreate,
  EmailCreated,
  EmailFilter,
  EmailFilterCondition,
  EmailImportResponse,
  EmailParseResponse,
  EmailQueryArguments,
  SearchSnippet,
  SearchSnippetGetResponse,
} from './email-methods.ts';
export { emailCopySchema, emailFilterCondition, emailImportSchema, ownConditions } from './email-methods.ts';
export type { MethodErrorArguments, MethodErrorType, SetError, SetErrorType } from './errors.ts';
export type { ExportSelection } from './export.ts';
export { exportSelectionSchema } from './export.ts';
export type { Identity } from './identity.ts';
export { identityProperties, identitySettable } from './identity.ts';
export type { ImageUrls } from './image-proxy.ts';
export { imageWishSchema } from './image-proxy.ts';
export type { Mailbox, MailboxCompaction, MailboxFilterCondition } from './mailbox.ts';
export {
  mailboxCompactionProperties,
  mailboxFilterCondition,
  mailboxProperties,
  mailboxSettable,
  mailboxSortProperties,
} from './mailbox.ts';
export type { Mdn } from './mdn.ts';
export { mdnSendSchema } from './mdn.ts';
export type { CheckedArguments, MethodArguments, MethodName, MethodResponse } from './methods.ts';
export { methodArguments } from './methods.ts';
export type { Preferences, PreferencesGetResponse, PreferenceValues, SavedSearch } from './preferences.ts';
export { preferenceProperties, preferencesSettable } from './preferences.ts';
export type { PushSubscription, PushTypeName, StateChange } from './push.ts';
export { pingSchema, pushSubscriptionProperties, pushSubscriptionSettable, stateChangeSchema } from './push.ts';
export type { Quota } from './quota.ts';
export { quotaFilterCondition, quotaProperties, quotaSortProperties } from './quota.ts';
export type { Invocation, JmapRequest, JmapResponse, ProblemDetails, ResultReference } from './request.ts';
export { problemDetailsSchema, problemType, requestSchema, responseSchema, resultReferenceSchema } from './request.ts';
export { dateSchema, idSchema, unsignedIntSchema, utcDateSchema } from './scalars.ts';
export type { SenderCheck, SenderHop, SenderReport } from './sender-report.ts';
export type { OutgoingServer, QueueAction, QueueItem, QueueState } from './sending.ts';
export { queueItemProperties } from './sending.ts';
export type { ServerSearch } from './server-search.ts';
export type { Session, SessionAccount } from './session.ts';
export { sessionSchema } from './session.ts';
export type { Signature, SignatureReport } from './signature-report.ts';
export type {
  ChangesResponse,
  Comparator,
  CopyResponse,
  Filter,
  GetResponse,
  PatchObject,
  QueryArguments,
  QueryChangesResponse,
  QueryResponse,
  SetResponse,
} from './standard-methods.ts';
export type { DeliveryStatus, EmailSubmission, Envelope, SubmissionAddress, SubmissionFilterCondition, UndoStatus } from './submission.ts';
export {
  submissionFilterCondition,
  submissionProperties,
  submissionSettable,
  submissionSortProperties,
} from './submission.ts';
export type { Subscription } from './subscriptions.ts';
export type { SwipeDeed } from './swipe-deeds.ts';
export { swipeDeeds } from './swipe-deeds.ts';
export type { AccountEvent, AccountHealth, AccountHealthGetResponse, MailboxProgress, MailboxProgressGetResponse } from './sync.ts';
export { accountHealthProperties, mailboxProgressProperties } from './sync.ts';
export type { Tag } from './tags.ts';
export { tagProperties, tagSettable } from './tags.ts';
export type { Template } from './templates.ts';
export { templateProperties, templateSettable } from './templates.ts';
export type { TextIndex } from './text-index.ts';
export { textIndexProperties, textIndexSettable } from './text-index.ts';
export type { Thread } from './thread.ts';
export { threadProperties } from './thread.ts';
export type { Threading, ThreadTree, ThreadTreeNode } from './threading.ts';
export { threadingProperties, threadingSettable, threadTreeProperties } from './threading.ts';
export type { AllMailQueryResponse, AllMailRow, Snooze, SnoozeSetResponse } from './triage.ts';
export { snoozeProperties } from './triage.ts';
export type { Unsubscribe, UnsubscribeOutcome } from './unsubscribe.ts';
export type { UploadResponse } from './upload.ts';
export { uploadResponseSchema } from './upload.ts';
export type { VacationResponse } from './vacation.ts';
export { vacationProperties, vacationSettable } from './vacation.ts';
export type { WireExchange, WireLogPage } from './wire-log.ts';
export { wireLogText, wireServerName } from './wire-log-text.ts';
