import { createHash } from 'node:crypto';
import { refusalOf } from '#shared/chart/refusals/of.ts';
import { askedScreen } from '#shared/clinical/asked-screens.ts';
import type { Statement } from '#shared/protocol/chart/chart.ts';
import type { Role } from '#shared/protocol/http.ts';
import type { Announcement } from '#shared/protocol/notify.ts';
import { insertEntry } from '../chart/enter.ts';
import { readPolicy } from '../chart/policy.ts';
import type { Tx } from '../store/database.ts';
import { insertConsult } from './insert-consult.ts';

export interface ToAnnounce {
  organisationId: string;
  announcement: Announcement;
  device: string;
  actor: { personId: string; role: Role };
}
export type AnnouncedConsult = { consultId: string; fresh: boolean } | { refused: string };

/** Nobody is expected later than this, hours. */
const LATEST_ETA_HOURS = 24;

/** A patient is announced: the consult, what is known, and the call, in one transaction. The same announcement again is the same consult. */
export async function announce(tx: Tx, { organisationId, announcement, device, actor }: ToAnnounce): Promise<AnnouncedConsult> {
  const { id, notification, lastKnownWell } = announcement;
  const consultId = createHash('sha256').update(`${organisationId}\0${actor.personId}\0${id}`).digest('base64url').slice(0, 22);
  const before = await tx.selectFrom('consult').select('id').where('id', '=', consultId).executeTakeFirst();
  if (before !== undefined) return { consultId, fresh: false };
  const at = new Date();
  const now = at.toISOString();
  const { screen, eta } = notification;
  if (notification.ageFrom > notification.ageTo) return { refused: 'The age band ends before it begins.' };
  if (screen !== null && askedScreen(screen.name, screen.parts).score !== screen.score)
    return { refused: `The ${screen.name} score is not the sum of its parts.` };
  if (eta !== null && Date.parse(eta) > at.getTime() + LATEST_ETA_HOURS * 3_600_000)
    return { refused: `Nobody is announced for later than ${LATEST_ETA_HOURS} h from now.` };
  const statements: Statement[] = [
    { kind: 'notification', body: notification },
    { kind: 'last-known-well', body: lastKnownWell },
  ];
  const policy = await readPolicy(tx, organisationId);
  for (const statement of statements) {
    const refused = refusalOf([], statement, { now: at.getTime(), actor, policy, birthDate: '' });
    if (refused !== null) return { refused };
  }
  const patient = { mrn: '', name: '', birthDate: '', sex: '' };
  await insertConsult(tx, { id: consultId, organisationId, patient, openedBy: 'notification', personId: actor.personId, now });
  for (const statement of statements)
    await insertEntry(tx, {
      consultId,
      id: `${statement.kind}:${id}`.slice(0, 80),
      statement,
      at: now,
      personId: actor.personId,
      device,
      origin: 'person',
    });
  return { consultId, fresh: true };
}
