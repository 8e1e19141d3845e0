/** IMMEDIATE: a transaction that means to write takes the lock at once, and never fails for it half way. */
export const BEGIN = 'BEGIN IMMEDIATE';
export const COMMIT = 'COMMIT';
export const ROLLBACK = 'ROLLBACK';
