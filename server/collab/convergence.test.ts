import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { LINES, MARKS, type Mark, NOTES } from '#shared/protocol/marks.ts';
import { MemoryLog, mortal } from './testing/memory-log.ts';
import { contentOf, converged, enter, lengthBy, type Person, synced, until } from './testing/people.ts';
import { CuttableProxy } from './testing/proxy.ts';
import { random } from './testing/random.ts';
import { startTestServer, type TestServer } from './testing/server.ts';
import { Witness } from './testing/witness.ts';

/** Steps of one run, and seeds that run every time; a seed that ever failed stays in the second list. */
const STEPS = 120;
const SEEDS = Array.from({ length: 8 }, (_, i) => i + 1);
const FAILED_ONCE = [1014];
const PEOPLE = ['ada', 'ben', 'cleo', 'dora'];

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Replica {
  readonly id: string;
  readonly witness: Witness;
  readonly proxy: CuttableProxy;
  person: Person;
}

/** A consult that is read over bad lines to a server that dies. */
class World {
  readonly log = new MemoryLog();
  #mortal = mortal(this.log);
  readonly replicas: Replica[] = [];
  server!: TestServer;

  async start(): Promise<void> {
    this.server = await startTestServer({ log: this.#mortal.log, limits: { compactAfter: 20 } });
    for (const id of PEOPLE) {
      const witness = new Witness();
      const proxy = await CuttableProxy.to(this.server.port);
      this.replicas.push({ id, witness, proxy, person: this.#enter(id, witness, proxy) });
    }
    closing.push(async () => {
      for (const { person, proxy } of this.replicas) {
        person.leave();
        proxy.close();
      }
      await this.server.close();
    });
    await synced(...this.replicas.map(({ person }) => person));
  }

  /** The server is gone without a word, and another one starts from what is durable. */
  async kill(): Promise<void> {
    this.#mortal.kill();
    await this.server.kill();
    this.#mortal = mortal(this.log);
    this.server = await startTestServer({ log: this.#mortal.log, limits: { compactAfter: 20 } });
    for (const { proxy } of this.replicas) proxy.retarget(this.server.port);
  }

  /** A browser is closed with whatever was not sent, and another one opens. */
  async restart(replica: Replica, isCut: boolean): Promise<void> {
    replica.person.leave();
    // What was under way has arrived or never will: the next browser does not compete with it.
    if (!isCut)
      await until(() => this.server.collab.present('c').every(({ personId }) => personId !== replica.id), 'the old browser to be gone');
    replica.person = this.#enter(replica.id, replica.witness, replica.proxy);
    // What was never confirmed is gone with the browser.
    for (const uid of [...replica.witness.versions.keys()]) {
      const confirmed = replica.witness.confirmed.get(uid);
      if (confirmed === undefined) replica.witness.versions.delete(uid);
      else replica.witness.versions.set(uid, confirmed);
    }
  }

  #enter(id: string, witness: Witness, proxy: CuttableProxy): Person {
    return enter(`ws://127.0.0.1:${proxy.port}/collab`, 'c', id, { params: { acks: '1' }, socket: witness.webSocket({ 'x-person': id }) });
  }
}

function edit(replica: Replica, draw: () => number): void {
  const { person, witness, id } = replica;
  const own = [...person.marks.values()].filter((mark) => mark.by === id);
  const kind = draw();
  const next = (uid: string) => {
    const version = ++witness.given;
    witness.versions.set(uid, version);
    return String(version);
  };
  const target = own[Math.floor(draw() * own.length)];
  if (kind < 0.5 || target === undefined) {
    const mark = lengthBy(id);
    person.marks.set(mark.uid, { ...mark, text: next(mark.uid) });
  } else if (kind < 0.75) {
    person.marks.set(target.uid, { ...target, text: next(target.uid) });
  } else if (kind < 0.85) {
    witness.erased.set(target.uid, Number(next(target.uid)));
    person.marks.delete(target.uid);
  } else if (kind < 0.95) {
    person.doc.getArray(LINES).push([{ id: `line-${id}-${draw()}`, by: id, at: target.at, text: 'hello' }]);
  } else {
    const notes = person.doc.getText(NOTES);
    notes.insert(Math.floor(draw() * (notes.length + 1)), id);
  }
}

describe('[CO19] over partitions, dying servers and closed browsers all replicas become equal and nothing confirmed is lost', () => {
  it.each([...SEEDS, ...FAILED_ONCE])('[CO19] seed %i', { timeout: 60_000 }, async (seed) => {
    const draw = random(seed);
    const world = new World();
    await world.start();
    const cut = new Set<Replica>();
    for (let step = 0; step < STEPS; step++) {
      const replica = world.replicas[Math.floor(draw() * world.replicas.length)]!;
      const what = draw();
      if (what < 0.72) edit(replica, draw);
      else if (what < 0.8) {
        replica.proxy.cut();
        cut.add(replica);
      } else if (what < 0.88 && cut.has(replica)) {
        replica.proxy.heal();
        cut.delete(replica);
      } else if (what < 0.9) await world.kill();
      else if (what < 0.92) await world.restart(replica, cut.has(replica));
      else await new Promise((resolve) => setImmediate(resolve));
      if (draw() < 0.3) await pause(Math.floor(draw() * 5));
    }
    for (const replica of cut) replica.proxy.heal();
    const people = () => world.replicas.map(({ person }) => person);
    const stopped = () => people().flatMap((person) => person.stopped() ?? []);
    await until(() => converged(...people()) || stopped().length > 0, 'all to be equal', 20_000);
    expect([stopped(), world.server.refused]).toEqual([[], []]);

    const late = await startTestServer({ log: world.log });
    closing.push(() => late.close());
    const witness = enter(late.url, 'c', 'eve');
    closing.push(() => witness.leave());
    await until(() => witness.provider.synced && contentOf(witness.doc) === contentOf(people()[0]!.doc), 'the log to hold the same');

    const marks = witness.doc.getMap<Mark>(MARKS);
    for (const { witness: ledger, id } of world.replicas) {
      for (const [uid, version] of ledger.confirmed) {
        const mark = marks.get(uid);
        if (mark === undefined) expect(ledger.erased.get(uid), `${uid} of ${id} was erased by its author`).toBeGreaterThanOrEqual(version);
        else expect(Number(mark.text), `${uid} of ${id}`).toBeGreaterThanOrEqual(version);
      }
    }
    for (const [uid, mark] of marks.entries()) expect(uid).toContain(`mark-${mark.by}-`);
    expect(world.replicas.reduce((sum, { witness: ledger }) => sum + ledger.confirmed.size, 0)).toBeGreaterThan(10);
  });
});
