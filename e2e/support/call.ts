import type { CallView, OnCallPlan, PutOnCall } from '#shared/protocol/call.ts';
import type { Session } from './api.ts';

export const readRoster = (session: Session): Promise<OnCallPlan> => session.json<OnCallPlan>('/api/admin/on-call');

/** Changes a hub's roster; what is left out stays as it is. `order`: names of people who are on call always. */
export async function setRoster(
  session: Session,
  { order, ...change }: Partial<Omit<PutOnCall, 'version'>> & { order?: readonly string[] },
): Promise<OnCallPlan> {
  const plan = await readRoster(session);
  const idOf = (name: string) => plan.people.find((person) => person.name === name)!.personId;
  const lines = order === undefined ? plan.lines : order.map((name) => ({ personId: idOf(name), from: null, until: null }));
  const body: PutOnCall = { version: plan.version, seconds: plan.seconds, lines, contacts: [], ...change };
  return session.json<OnCallPlan>('/api/admin/on-call', { method: 'PUT', body: JSON.stringify(body) });
}

export const callOf = (session: Session, consultId: string): Promise<CallView> => session.json<CallView>(`/api/consults/${consultId}/call`);

/** The status and body of an answer to a call. */
export async function answer(
  session: Session,
  consultId: string,
  body: object,
): Promise<{ status: number; body: { detail?: string } & Partial<CallView> }> {
  const reply = await session.fetch(`/api/consults/${consultId}/call/answer`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: reply.status, body: (await reply.json()) as { detail?: string } & Partial<CallView> };
}
