type Json = Record<string, unknown>;
type Answer = Record<string, unknown>;
type Draft = { $ref(pointer: string): unknown };
type Methods<Result> = Record<string, Record<string, (given: Json) => Result>>;

/** The JMAP client of the package jmap-jam, as far as it is used here. */
export declare class JamClient {
  constructor(options: { sessionUrl: string; bearerToken: string });
  readonly session: Promise<{ username: string; apiUrl: string; eventSourceUrl: string }>;
  readonly api: Methods<Promise<[Answer, { sessionState: string }]>>;
  requestMany(draft: (methods: Methods<Draft>) => Record<string, Draft>): Promise<[Record<string, Answer>, { sessionState: string }]>;
  getPrimaryAccount(): Promise<string>;
  uploadBlob(accountId: string, body: Blob): Promise<{ blobId: string; size: number; type: string }>;
  downloadBlob(options: { accountId: string; blobId: string; mimeType: string; fileName: string }): Promise<Response>;
}
