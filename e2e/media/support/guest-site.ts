import { DatabaseSync } from 'node:sqlite';
import { expect } from 'vitest';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { type Session, signIn, until } from '../../support/api.ts';
import { startServer, type TestServer } from '../../support/server.ts';
import { type Caller, caller } from './caller.ts';
import { act, type Guest, guest, invite, tokenOf } from './guest.ts';
import { opus, vp8 } from './rtp.ts';

/** In no answer to a guest, and in no log. */
export const PATIENT = { name: 'INVENTED^ZEBULON', mrn: 'ZQ-77341', birthDate: '1951-02-03' };

/** A guest who was let in and joined: the invitation, its token, and both transports. */
export interface Admitted {
  id: string;
  token: string;
  one: Guest;
  send: string;
  receive: string;
}

/** A server, its care team, and everybody who came to its consults; all leave with it. */
export interface GuestSite {
  readonly server: TestServer;
  readonly ed: Session;
  readonly nurse: Session;
  readonly neuro: Session;
  readonly coordinator: Session;
  /** Whoever came had one of these. */
  readonly tokens: readonly string[];
  consult(): Promise<string>;
  came(token: string, device?: string): Promise<Guest>;
  staff(session: Session, consultId: string): Promise<Caller>;
  admitted(consultId: string): Promise<Admitted>;
  /** Kinds and texts of the timeline, in order. */
  timeline(consultId: string): string[];
  dispose(): Promise<void>;
}

export async function startGuestSite(): Promise<GuestSite> {
  const server = await startServer();
  const [ed, nurse] = await Promise.all([signIn(server, 'ed'), signIn(server, 'nurse')]);
  const [neuro, coordinator] = await Promise.all([signIn(server, 'neuro'), signIn(server, 'coordinator')]);
  const open: (Caller | Guest)[] = [];
  const tokens: string[] = [];
  const came = async (token: string, device?: string): Promise<Guest> => {
    tokens.push(token);
    const one = await guest(server, token, device);
    open.push(one);
    return one;
  };
  const staff = async (session: Session, consultId: string): Promise<Caller> => {
    const one = await caller(server, session, consultId);
    open.push(one);
    return one;
  };

  return {
    server,
    ed,
    nurse,
    neuro,
    coordinator,
    tokens,
    consult: async () => (await ed.json<ConsultSummary>('/api/consults', { method: 'POST', body: JSON.stringify(PATIENT) })).id,
    came,
    staff,
    admitted: async (consultId) => {
      const invited = await invite(nurse, consultId);
      const one = await came(tokenOf(invited));
      expect(await one.knock()).toEqual({ ok: true });
      await act(neuro, consultId, invited.guest.id, { action: 'admit', consent: 'patient' });
      await until(() => stage(one) === 'in-call');
      await one.do('media:join', { rtpCapabilities: null });
      const send = (await one.do('media:transport', { direction: 'send', forceTcp: false })).id;
      const receive = (await one.do('media:transport', { direction: 'receive', forceTcp: false })).id;
      return { id: invited.guest.id, token: tokenOf(invited), one, send, receive };
    },
    timeline: (consultId) => {
      const db = new DatabaseSync(`${server.dataFolder}/hyperacute.sqlite`, { readOnly: true });
      const rows = db
        .prepare("SELECT kind, person_id, detail FROM consult_event WHERE consult_id = ? AND kind LIKE 'guest-%' ORDER BY id")
        .all(consultId);
      db.close();
      return rows.map((row) => `${row['kind']}${row['person_id'] === null ? '' : ' by somebody'}: ${row['detail']}`);
    },
    dispose: async () => {
      for (const one of open) one.socket.close();
      await server.dispose();
    },
  };
}

export const stage = (one: Guest) => one.states.at(-1)!.stage;
export const microphone = (transportId: string) => ({
  transportId,
  kind: 'audio' as const,
  source: 'microphone' as const,
  rtpParameters: opus(),
  paused: false,
  control: null,
});
export const picture = (transportId: string, source: 'camera' | 'screen') => ({
  ...microphone(transportId),
  kind: 'video' as const,
  source,
  rtpParameters: vp8(),
});
