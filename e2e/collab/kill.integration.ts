import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { Me } from '#shared/protocol/http.ts';
import type { Mark } from '#shared/protocol/marks.ts';
import { contentOf, enter, lengthBy, type Person, until } from '../../server/collab/testing/people.ts';
import { Witness } from '../../server/collab/testing/witness.ts';
import { type PersonKey, type Session, signIn } from '../support/api.ts';
import { startServer } from '../support/server.ts';

const ROUNDS = 20;
/** Longest time between a start and its kill, ms. */
const LIVES_MS = 300;

interface Author {
  readonly session: Session;
  readonly personId: string;
  readonly witness: Witness;
  person: Person;
}

test(`[CO20] kill -9 while two people annotate, ${ROUNDS} times: nothing confirmed is lost, all who stay agree`, {
  timeout: 300_000,
}, async () => {
  const server = await startServer();
  try {
    const ed = await signIn(server, 'ed');
    const { id: consultId } = await ed.json<{ id: string }>('/api/consults', {
      method: 'POST',
      body: JSON.stringify({ mrn: 'KILL-2', name: 'INVENTED^KILL' }),
    });
    const url = `${server.url.replace('http', 'ws')}/collab`;
    const open = ({ witness, session, personId }: Omit<Author, 'person'>) =>
      enter(url, consultId, personId, { params: { acks: '1' }, socket: witness.webSocket({ cookie: session.cookie }) });
    const join = async (who: PersonKey): Promise<Author> => {
      const session = await signIn(server, who);
      const { person } = await session.json<Me>('/api/session');
      const author = { session, personId: person.id, witness: new Witness() };
      return { ...author, person: open(author) };
    };
    const authors = [await join('ed'), await join('neuro')];
    const draw = ({ person, personId, witness }: Author) => {
      const mark = lengthBy(personId);
      witness.versions.set(mark.uid, 1);
      person.marks.set(mark.uid, mark);
    };
    let killedInTheMiddle = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await until(() => authors.every(({ person }) => person.provider.synced), 'both to be connected', 20_000);
      const before = authors.map(({ witness }) => witness.confirmed.size);
      // Slow enough for all rounds to fit into what one consult holds.
      const drawing = setInterval(() => authors.forEach(draw), 8);
      await until(() => authors.every(({ witness }, i) => witness.confirmed.size > before[i]!), 'first confirmations', 10_000);
      await pause((round * 67) % LIVES_MS);
      await server.kill();
      clearInterval(drawing);
      if (authors.some(({ witness }) => witness.confirmed.size < witness.versions.size)) killedInTheMiddle++;
      // One browser is closed with whatever was not confirmed; the other stays and sends it again.
      const leaving = authors[round % 2]!;
      leaving.person.leave();
      for (const uid of leaving.witness.versions.keys()) if (!leaving.witness.confirmed.has(uid)) leaving.witness.versions.delete(uid);
      await server.restart();
      leaving.person = open(leaving);
    }
    const [one, other] = authors.map(({ person }) => person) as [Person, Person];
    await until(() => one.provider.synced && other.provider.synced && contentOf(one.doc) === contentOf(other.doc), 'both to agree', 20_000);
    const late = await join('ir');
    await until(() => late.person.provider.synced, 'a late joiner');
    const marks = late.person.marks as unknown as { has(uid: string): boolean; values(): Iterable<Mark> };
    for (const { witness, personId } of authors) {
      const lost = [...witness.confirmed.keys()].filter((uid) => !marks.has(uid));
      expect(lost, `confirmed marks of ${personId} that are gone`).toEqual([]);
    }
    const confirmed = authors.reduce((sum, { witness }) => sum + witness.confirmed.size, 0);
    expect(confirmed).toBeGreaterThan(ROUNDS * 2);
    expect(killedInTheMiddle).toBeGreaterThan(0);
    for (const author of [...authors, late]) author.person.leave();
  } finally {
    await server.dispose();
  }
});
