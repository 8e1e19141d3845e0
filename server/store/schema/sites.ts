import type { Generated } from 'kysely';

/** Hospitals, their people, and how those sign in and are called. */
export interface SiteTables {
  organisation: {
    id: string;
    name: string;
    kind: 'spoke' | 'hub';
    created_at: string;
    region: Generated<string>;
    phone: Generated<string | null>;
    /** IANA zone of its clocks; '' is the server's own. */
    zone: Generated<string>;
    /** How long a call rings for each person of this hub, s. */
    call_seconds: Generated<number>;
    on_call_version: Generated<number>;
  };
  organisation_link: { spoke_id: string; hub_id: string };
  person: {
    id: string;
    organisation_id: string;
    email: string;
    name: string;
    role: string;
    password_hash: string;
    created_at: string;
    disabled_at: string | null;
  };
  session: { token_hash: string; person_id: string; created_at: string; seen_at: string; expires_at: string };
  api_key: { id: string; key_hash: string; organisation_id: string; name: string; created_at: string; revoked_at: string | null };
  /** Lines of a hub's roster in order; without `from_at` and `until_at` a line holds always. */
  on_call: { organisation_id: string; position: number; person_id: string; from_at: string | null; until_at: string | null };
  call_contact: { person_id: string; email: number; webhook_url: string | null; webhook_secret: string | null };
  /** Path tests of `/check`: the last one of each device. `result`: `CheckReport` as JSON. */
  site_check: { organisation_id: string; device: string; at: string; person_id: string; result: string };
  /** JSON values that a site's admin sets. */
  site_setting: { organisation_id: string; name: string; value: string; changed_at: string };
}
