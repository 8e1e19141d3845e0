import { benchCollab } from './collab.ts';
import { atLeast, atMost, type Goal, type Outcome } from './result.ts';

/** Reading together (G12 to G14): the rows of `collab.ts` and what is asked of them. */
export async function benchRoom(): Promise<Outcome> {
  const rows = await benchCollab();
  const of = (text: string) => rows.find(({ name }) => name.includes(text));
  const goals: Goal[] = [];
  const commit = of('one durable commit')?.ours ?? Number.NaN;
  const p99 = of('10 clients: drag p99, against y-websocket');
  if (p99?.peer != null) goals.push(atMost('G12 drag p99 at 10 clients, ms, 1.2 × y-websocket', p99.ours, 1.2 * p99.peer));
  for (const size of [10, 50, 200]) {
    const p50 = of(`${size} clients: drag p50, against y-websocket`);
    const flood = of(`${size} clients: flood, against y-websocket`);
    const lost = of(`${size} clients: updates lost`);
    if (p50?.peer != null) goals.push(atMost(`drag p50 at ${size} clients, ms, y-websocket + one commit`, p50.ours, p50.peer + commit));
    if (flood?.peer != null) goals.push(atLeast(`deliveries/s at ${size} clients, y-websocket`, flood.ours, flood.peer));
    if (lost !== undefined) goals.push(atMost(`updates lost at ${size} clients`, lost.ours, 0));
  }
  const awareness = of('awareness messages to the server');
  if (awareness?.peer != null)
    goals.push(atMost('G14 awareness messages to the server, stock client = 1', awareness.ours / awareness.peer, 0.06));
  return { rows, goals };
}
