export type { HttpOptions } from './http/api-request.ts';
export { apiRequest, sessionRequest } from './http/api-request.ts';
export { archiveRequest } from './http/archive-request.ts';
export { downloadRequest } from './http/download-request.ts';
export { eventSourceRequest } from './http/event-source-request.ts';
export { exportRequest } from './http/export-request.ts';
export { processOptions } from './http/process-options.ts';
export { uploadRequest } from './http/upload-request.ts';
export { runRequest } from './run-request.ts';
