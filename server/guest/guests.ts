import { AppError } from '#shared/protocol/errors.ts';
import type { GuestEntry, GuestState, InviteGuest, PatchGuest } from '#shared/protocol/guest.ts';
import type { Bus } from '../store/bus.ts';
import type { GuestEvent, Invitation, Invitations } from './invitations.ts';

/** A guest's connection, as far as it matters who is there. */
export interface GuestLine {
  readonly id: string;
  tell(state: Omit<GuestState, 'people'>): void;
  /** Takes the guest out of the call; the microphone of one who is silenced is turned off. */
  leaveCall(): Promise<void>;
  silence(): Promise<void>;
  close(): void;
}

/** One who was admitted, for as long as they are in: known by their device, so that another with the same link is not. */
interface Inside {
  device: string;
  line: GuestLine | null;
  silenced: boolean;
  /** When the line went, ms since the epoch. */
  goneAt: number | null;
}

interface Live {
  invitation: Invitation;
  waiting: { device: string; line: GuestLine } | null;
  inside: Inside | null;
  /** Looking at the preview, or declined. */
  others: Set<GuestLine>;
}

/** Whoever was admitted and lost the line comes back without knocking for so long, ms. */
const AWAY_MS = 60_000;
/** Ends that come with time are looked for so often, ms: "within seconds". */
const LOOK_MS = 1_000;

export const personIdOf = (guestId: string): string => `guest:${guestId}`;

/** Limited participants of all consults: who is invited, who waits, who is in. Who may do what to them is asked before. */
export class Guests {
  readonly #invitations: Invitations;
  readonly #lives = new Map<string, Live>();
  /** Every image that arrives changes its consult: only those that ever had a link are looked at. */
  #linked: Promise<Set<string>> | undefined;
  readonly #listeners = new Set<(consultId: string) => void>();
  readonly #timer: NodeJS.Timeout;
  readonly #off: () => void;

  constructor(deps: { invitations: Invitations; bus: Bus; onError: (error: unknown) => void }) {
    this.#invitations = deps.invitations;
    this.#timer = setInterval(() => void this.#look(Date.now()).catch(deps.onError), LOOK_MS);
    this.#timer.unref();
    this.#off = deps.bus.on('consult', ({ consultId }) => void this.#consultChanged(consultId).catch(deps.onError));
  }

  close(): void {
    clearInterval(this.#timer);
    this.#off();
  }

  /** Told whenever the list of a consult is another. */
  onChange(listener: (consultId: string) => void): void {
    this.#listeners.add(listener);
  }

  async list(consultId: string): Promise<GuestEntry[]> {
    return (await this.#invitations.ofConsult(consultId)).map((one) => this.#entry(one));
  }

  async invite(consultId: string, personId: string, body: InviteGuest): Promise<{ guest: GuestEntry; token: string }> {
    (await this.#withLinks()).add(consultId);
    const { id, token } = await this.#invitations.invite(consultId, personId, body);
    const invitation = await this.#invitations.byId(consultId, id);
    if (invitation === undefined) throw new AppError('CONFLICT', { detail: 'The consult is over.' });
    this.#changed(consultId);
    return { guest: this.#entry(invitation), token };
  }

  /** Throws NOT_FOUND (no such guest now), CONFLICT (nobody waits, or nobody is in). */
  async act(consultId: string, guestId: string, personId: string, act: PatchGuest): Promise<GuestEntry[]> {
    const invitation = await this.#invitations.byId(consultId, guestId);
    if (invitation === undefined) throw new AppError('NOT_FOUND');
    const live = this.#lives.get(guestId);
    if (act.action === 'end') await this.#end(invitation, { kind: live?.inside ? 'put-out' : 'revoked', personId });
    else if (act.action === 'admit') await this.#admit(live, personId, act.consent);
    else if (act.action === 'decline') await this.#decline(live, personId);
    else await this.#silence(live, personId, act.action === 'silence');
    this.#changed(consultId);
    return this.list(consultId);
  }

  /** Undefined: this token is nobody's. */
  byToken(token: string): Promise<Invitation | undefined> {
    return this.#invitations.byToken(token);
  }

  /** A connection with that link; one that was admitted before is in again at once. */
  connected(invitation: Invitation, device: string, line: GuestLine): void {
    const live = this.#lives.get(invitation.id) ?? { invitation, waiting: null, inside: null, others: new Set() };
    this.#lives.set(invitation.id, live);
    if (live.inside?.device === device) {
      live.inside.line?.close();
      Object.assign(live.inside, { line, goneAt: null });
    } else live.others.add(line);
    this.#tell(live, line);
    this.#changed(invitation.consultId);
  }

  disconnected(invitation: Invitation, line: GuestLine): void {
    const live = this.#lives.get(invitation.id);
    if (live === undefined) return;
    live.others.delete(line);
    if (live.waiting?.line === line) live.waiting = null;
    if (live.inside?.line === line) Object.assign(live.inside, { line: null, goneAt: Date.now() });
    this.#tidy(live);
    this.#changed(invitation.consultId);
  }

  /** A second device with the same link takes the place of the first before the door. Throws CONFLICT when already in or waiting. */
  async knock(invitation: Invitation, device: string, line: GuestLine): Promise<void> {
    const live = this.#lives.get(invitation.id);
    if (live === undefined || !live.others.delete(line)) throw new AppError('CONFLICT');
    const before = live.waiting?.line;
    live.waiting = { device, line };
    if (before !== undefined) {
      before.tell(this.#state(live, 'elsewhere'));
      before.close();
    }
    this.#tell(live, line);
    this.#changed(invitation.consultId);
    await this.#invitations.note(invitation, { kind: 'knocked', personId: null });
  }

  async leave(invitation: Invitation, line: GuestLine): Promise<void> {
    const live = this.#lives.get(invitation.id);
    if (live === undefined) return;
    if (live.waiting?.line === line) live.waiting = null;
    if (live.inside?.line === line) await this.#left(live);
    live.others.add(line);
    this.#tell(live, line);
    this.#changed(invitation.consultId);
  }

  /** In the call with this connection: what media asks. */
  inside(guestId: string, line: GuestLine): Inside | undefined {
    const inside = this.#lives.get(guestId)?.inside;
    return inside?.line === line ? inside : undefined;
  }

  async #admit(live: Live | undefined, personId: string, consent: 'patient' | 'representative'): Promise<void> {
    const waiting = live?.waiting;
    if (live === undefined || waiting == null) throw new AppError('CONFLICT', { detail: 'Nobody waits with this link any more.' });
    const more = consent === 'patient' ? 'the patient consents' : 'the patient’s representative consents';
    live.waiting = null;
    const before = live.inside?.line;
    live.inside = { device: waiting.device, line: waiting.line, silenced: false, goneAt: null };
    // Written before anybody is heard.
    await this.#invitations.note(live.invitation, { kind: 'admitted', personId, more });
    if (before != null) {
      await before.leaveCall();
      before.tell(this.#state(live, 'elsewhere'));
      before.close();
    }
    this.#tell(live, waiting.line);
  }

  async #decline(live: Live | undefined, personId: string): Promise<void> {
    const line = live?.waiting?.line;
    if (live === undefined || line === undefined) throw new AppError('CONFLICT', { detail: 'Nobody waits with this link any more.' });
    live.waiting = null;
    live.others.add(line);
    line.tell(this.#state(live, 'declined'));
    await this.#invitations.note(live.invitation, { kind: 'declined', personId });
  }

  async #silence(live: Live | undefined, personId: string, silenced: boolean): Promise<void> {
    const inside = live?.inside;
    if (live === undefined || inside == null) throw new AppError('CONFLICT', { detail: 'This guest is not in the call.' });
    if (inside.silenced === silenced) return;
    inside.silenced = silenced;
    if (silenced) await inside.line?.silence();
    if (inside.line !== null) this.#tell(live, inside.line);
    await this.#invitations.note(live.invitation, { kind: silenced ? 'silenced' : 'let-speak', personId });
  }

  /** The link is dead and whoever came with it is out. What is heard and seen ends first. */
  async #end(invitation: Omit<Invitation, 'organisationId' | 'hospital' | 'invitedBy' | 'expiresAt'>, event: GuestEvent): Promise<void> {
    const live = this.#lives.get(invitation.id);
    this.#lives.delete(invitation.id);
    if (live !== undefined) {
      const lines = [live.inside?.line, live.waiting?.line, ...live.others].filter((one) => one != null);
      await Promise.all(lines.map((line) => line.leaveCall()));
      for (const line of lines) {
        line.tell(this.#state(live, 'ended'));
        line.close();
      }
    }
    await this.#invitations.end(invitation, event);
    this.#changed(invitation.consultId);
  }

  async #look(now: number): Promise<void> {
    for (const live of [...this.#lives.values()]) {
      const { goneAt } = live.inside ?? { goneAt: null };
      if (Date.parse(live.invitation.expiresAt) <= now) await this.#end(live.invitation, { kind: 'expired', personId: null });
      else if (goneAt !== null && now - goneAt > AWAY_MS) {
        await this.#left(live);
        this.#tidy(live);
        this.#changed(live.invitation.consultId);
      }
    }
  }

  #withLinks(): Promise<Set<string>> {
    const linked = this.#linked ?? this.#invitations.consultsWithLinks().then((ids) => new Set(ids));
    this.#linked = linked;
    // Asked again with the next change.
    linked.catch(() => {
      this.#linked = undefined;
    });
    return linked;
  }

  async #consultChanged(consultId: string): Promise<void> {
    if (!(await this.#withLinks()).has(consultId)) return;
    for (const left of await this.#invitations.ofEndedConsult(consultId))
      await this.#end(left, { kind: 'revoked', personId: null, more: 'the consult is over' });
  }

  async #left(live: Live): Promise<void> {
    const line = live.inside?.line;
    live.inside = null;
    await line?.leaveCall();
    await this.#invitations.note(live.invitation, { kind: 'left', personId: null });
  }

  #tidy(live: Live): void {
    if (live.waiting === null && live.inside === null && live.others.size === 0) this.#lives.delete(live.invitation.id);
  }

  #tell(live: Live, line: GuestLine): void {
    const stage = live.inside?.line === line ? 'in-call' : live.waiting?.line === line ? 'waiting' : 'preview';
    line.tell(this.#state(live, stage));
  }

  #state({ invitation, inside }: Live, stage: GuestState['stage']): Omit<GuestState, 'people'> {
    const { hospital, kind, name, expiresAt } = invitation;
    return { hospital, kind, name, expiresAt, stage, silenced: inside?.silenced ?? false };
  }

  #entry({ id, kind, name, language, invitedBy, expiresAt }: Invitation): GuestEntry {
    const live = this.#lives.get(id);
    const inside = live?.inside;
    const stage = live?.waiting != null ? 'waiting' : inside == null ? 'invited' : inside.line === null ? 'away' : 'in-call';
    return { id, personId: personIdOf(id), kind, name, language, invitedBy, expiresAt, stage, silenced: inside?.silenced ?? false };
  }

  #changed(consultId: string): void {
    for (const listener of this.#listeners) listener(consultId);
  }
}
