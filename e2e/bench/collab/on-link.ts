import type { Me } from '#shared/protocol/http.ts';
import { signIn } from '../../support/api.ts';
import type { Seat } from './client.ts';
import { type Drag, drag, withClients } from './load.ts';

export interface Person {
  readonly personId: string;
  readonly cookie: string;
}

/** Two people of the two hospitals. */
export async function twoPeople({ port }: { port: number }): Promise<Person[]> {
  const server = { url: `http://127.0.0.1:${port}` } as Parameters<typeof signIn>[0];
  const people: Person[] = [];
  for (const who of ['ed', 'neuro'] as const) {
    const session = await signIn(server, who);
    people.push({ cookie: session.cookie, personId: (await session.json<Me>('/api/session')).person.id });
  }
  return people;
}

export interface AnnotateArgument {
  readonly host: string;
  readonly port: number;
  readonly people: readonly Person[];
}

/** In a new consult both drag a mark at 30 Hz, and each sees the other's after one way up and one way down. */
export async function annotate({ host, port, people }: AnnotateArgument): Promise<Drag> {
  const answer = await fetch(`http://${host}:${port}/api/consults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: people[0]!.cookie },
    body: '{}',
  });
  const { id: consultId } = (await answer.json()) as { id: string };
  const seatOf = (index: number): Seat => {
    const { cookie, personId } = people[index % people.length]!;
    return { url: `ws://${host}:${port}/collab/${consultId}`, headers: { cookie }, personId };
  };
  return withClients(people.length, seatOf, drag);
}
