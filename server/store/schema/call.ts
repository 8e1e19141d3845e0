import type { Generated } from 'kysely';

/** Calls of the neurologists on duty. */
export interface CallTables {
  call: {
    consult_id: string;
    state: 'asked' | 'ringing' | 'nobody' | 'accepted' | 'ended';
    /** Rises with every call begun anew; a run goes through the roster in rounds. */
    run: number;
    round: number;
    started_at: string;
    alarm_since: string | null;
    alarm_why: 'nobody-answered' | 'nobody-on-call' | null;
    /** Whose acceptance the call knows of. */
    accepted_by: string | null;
    version: number;
  };
  call_step: {
    id: Generated<number>;
    consult_id: string;
    run: number;
    round: number;
    person_id: string;
    since: string;
    until: string;
    /** null: it rings. */
    outcome: 'accepted' | 'declined' | 'no-answer' | 'ended' | null;
    answered_at: string | null;
    reason: string;
    words: string;
  };
  call_notice: {
    step_id: number;
    kind: 'webhook' | 'email';
    state: 'waiting' | 'sent' | 'failed' | 'over';
    tries: number;
    next_try_at: string;
    why: string;
  };
}
