/** Raised when an old client can no longer talk to a new server; a mismatch makes the page reload itself. */
export const PROTOCOL_VERSION = 1;
