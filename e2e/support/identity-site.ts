import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { IdentityReview } from '#shared/protocol/admin.ts';
import type { ConsultEvent } from '#shared/protocol/chart/events.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn } from './api.ts';
import { MllpClient } from './mllp.ts';
import { startServer, type TestServer } from './server.ts';

/** An invented patient as the hospital names them. `issuer`: of the number. */
export interface Invented {
  mrn: string;
  issuer?: string;
  birth: string;
  sex: string;
  name: string;
}

/** A server, the system of its hospital, and what people of three sites see and decide of who a patient is. */
export interface IdentitySite {
  readonly server: TestServer;
  readonly ed: Session;
  readonly neuro: Session;
  readonly lakeside: Session;
  /** An invented patient comes through the door. */
  admit(patient: Invented): Promise<void>;
  /** A glucose of a patient is told. */
  result(mrn: string, issuer: string, birth: string, mgdl: number): Promise<void>;
  consult(id: string, who?: Session): Promise<ConsultSummary>;
  /** Kinds of the lines of a consult's timeline. */
  events(id: string): Promise<string[]>;
  /** What the lines of all timelines say. */
  details(): string[];
  reviews(id: string): Promise<IdentityReview[]>;
  decide(review: IdentityReview, decision: 'accept' | 'refuse'): Promise<Response>;
  dispose(): Promise<void>;
}

export async function startIdentitySite(): Promise<IdentitySite> {
  const server = await startServer();
  const [ed, neuro, lakeside] = [await signIn(server, 'ed'), await signIn(server, 'neuro'), await signIn(server, 'lakeside')];
  const hospital = await MllpClient.open(server.mllp);
  let number = 0;
  return {
    server,
    ed,
    neuro,
    lakeside,
    admit: async ({ mrn, issuer = '', birth, sex, name }) => {
      const now = stamp(Date.now());
      const text = [
        `MSH|^~\\&|ADT|RIVERSIDE|TELE|METRO|${now}+0000||ADT^A04|AN${++number}|P|2.5.1`,
        'EVN|A04',
        `PID|1||${mrn}^^^${issuer}^MR||${name}||${birth}|${sex}`,
        `PV1|1|E|ED^1|||||||||||||||||V${number}|||||||||||||||||||||||||${now}+0000`,
      ].join('\r');
      expect((await hospital.ask(`${text}\r`))?.code).toBe('AA');
    },
    result: async (mrn, issuer, birth, mgdl) => {
      const now = stamp(Date.now());
      const text = [
        `MSH|^~\\&|LAB|RIVERSIDE|TELE|METRO|${now}+0000||ORU^R01|AN${++number}|P|2.5.1`,
        `PID|1||${mrn}^^^${issuer}^MR||X^Y||${birth}|F`,
        'OBR|1|||GLU',
        `OBX|1|NM|2345-7^GLUCOSE^LN||${mgdl}|mg/dL|||||F|||${now}+0000`,
      ].join('\r');
      expect((await hospital.ask(`${text}\r`))?.code).toBe('AA');
    },
    consult: (id, who = ed) => who.json<ConsultSummary>(`/api/consults/${id}`),
    events: async (id) => (await ed.json<{ events: ConsultEvent[] }>(`/api/consults/${id}/events`)).events.map(({ kind }) => kind),
    details: () => {
      const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
      const details = db.prepare('SELECT detail FROM consult_event').all() as { detail: string }[];
      db.close();
      return details.map(({ detail }) => detail);
    },
    reviews: async (id) =>
      (await ed.json<{ reviews: IdentityReview[] }>('/api/admin/identity')).reviews.filter(({ consultId }) => consultId === id),
    decide: (review, decision) =>
      ed.fetch(`/api/admin/identity/${review.id}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ decision, reason: 'invented: seen at the bedside' }),
      }),
    dispose: async () => {
      hospital.close();
      await server.dispose();
    },
  };
}

const stamp = (ms: number) => new Date(ms).toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
