/**
 * Every error the product can name, in one table. Edges map a code to RFC 9457 problem details, a socket.io ack, a DIMSE status
 * or a WebSocket close code; nobody builds an error text of their own.
 */
export const ERRORS = {
  // Requests
  BAD_REQUEST: { status: 400, title: 'The request is not understood' },
  NOT_SIGNED_IN: { status: 401, title: 'Sign in first' },
  WRONG_CREDENTIALS: { status: 401, title: 'E-mail or password is wrong' },
  FORBIDDEN: { status: 403, title: 'Your role does not allow this' },
  FOREIGN_ORIGIN: { status: 403, title: 'The request comes from another site' },
  NOT_FOUND: { status: 404, title: 'Not found' },
  NOT_ACCEPTABLE: { status: 406, title: 'None of the accepted formats can be made' },
  CONFLICT: { status: 409, title: 'The state has changed meanwhile' },
  TOO_LARGE: { status: 413, title: 'Larger than allowed' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, title: 'This content type is not taken here' },
  NO_DICOM_FOUND: { status: 422, title: 'No DICOM file was found in what was sent' },
  ARCHIVE_CORRUPT: { status: 400, title: 'The archive is damaged' },
  RANGE_NOT_SATISFIABLE: { status: 416, title: 'The range is outside of the object' },
  TOO_MANY_REQUESTS: { status: 429, title: 'Too many requests; wait and try again' },
  INTERNAL: { status: 500, title: 'Something failed on the server' },
  INTEGRITY: { status: 500, title: 'Stored data does not match its hash' },
  STORAGE_FULL: { status: 503, title: 'The store is full' },
  NOT_READY: { status: 503, title: 'Not ready yet' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ErrorCode = keyof typeof ERRORS;

/** The one error class that crosses module borders. `detail` is shown to people: never a value from the patient's data. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly detail: string | undefined;
  constructor(code: ErrorCode, options: { cause?: unknown; detail?: string } = {}) {
    super(ERRORS[code].title, { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.status = ERRORS[code].status;
    this.detail = options.detail;
  }
}
