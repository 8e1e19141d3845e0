import type { RosterEntry } from '#shared/protocol/events.ts';
import type { MediaProducer, MediaRoom } from '#shared/protocol/media.ts';
import { BEDSIDE } from '#shared/protocol/roles.ts';

/** Who is in the call, with what a person must know of them. */
export interface CallPerson {
  peerId: string;
  personId: string;
  name: string;
  own: boolean;
  bedside: boolean;
  speaking: boolean;
  /** Has a microphone, and turned it off. */
  muted: boolean;
  hears: boolean;
  heard: boolean;
  why: string;
}

export interface NamedPerson {
  personId: string;
  name: string;
  role?: RosterEntry['role'];
}

/** Whether somebody of that role stands beside the patient. */
export const isBedside = (role: RosterEntry['role'] | undefined): boolean => role !== undefined && BEDSIDE.includes(role);

/** Everybody in the call: loudest first, then the bedside, then by name; oneself last. */
export function callPeople(room: MediaRoom | null, names: readonly NamedPerson[], peerId: string | null, guest: string): CallPerson[] {
  if (room === null) return [];
  const loudness = (personId: string) => {
    const at = room.speaking.indexOf(personId);
    return at < 0 ? room.speaking.length : at;
  };
  return room.peers
    .map((peer): CallPerson => {
      const known = names.find(({ personId }) => personId === peer.personId);
      const microphone = room.producers.find((producer) => producer.peerId === peer.peerId && producer.source === 'microphone');
      return {
        peerId: peer.peerId,
        personId: peer.personId,
        name: known?.name ?? guest,
        own: peer.peerId === peerId,
        bedside: isBedside(known?.role),
        speaking: room.speaking.includes(peer.personId) && microphone?.paused === false,
        muted: microphone?.paused ?? false,
        hears: peer.hears,
        heard: peer.heard,
        why: peer.why,
      };
    })
    .sort(
      (a, b) =>
        Number(a.own) - Number(b.own) ||
        loudness(a.personId) - loudness(b.personId) ||
        Number(b.bedside) - Number(a.bedside) ||
        a.name.localeCompare(b.name),
    );
}

/** The same camera of the same person, also after they have joined anew. */
export const pictureKey = ({ personId, source }: MediaProducer): string => `${personId} ${source}`;

/** A picture that somebody chose: that very one, or what the same person sends as the same after joining anew. */
export interface Picked {
  producerId: string;
  key: string;
}

/**
 * Which picture is shown large: the one that was picked while it is there; else a hand-held camera at the bedside, the bedside's camera, a screen,
 * any other camera. A picture that is off is large only when it was picked.
 */
export function examPicture(
  room: MediaRoom | null,
  names: readonly NamedPerson[],
  peerId: string | null,
  picked: Picked | null,
): MediaProducer | null {
  const pictures = (room?.producers ?? []).filter((producer) => producer.kind === 'video' && producer.peerId !== peerId);
  const chosen =
    pictures.find(({ producerId }) => producerId === picked?.producerId) ?? pictures.find((one) => pictureKey(one) === picked?.key);
  if (chosen !== undefined) return chosen;
  const bedside = (producer: MediaProducer) => isBedside(names.find(({ personId }) => personId === producer.personId)?.role);
  const rank = (producer: MediaProducer): number => {
    if (producer.source === 'handheld') return bedside(producer) ? 0 : 3;
    if (producer.source === 'camera' && bedside(producer)) return 1;
    return producer.source === 'screen' ? 2 : 4;
  };
  const live = pictures.filter(({ paused }) => !paused);
  return live.reduce<MediaProducer | null>((best, one) => (best === null || rank(one) < rank(best) ? one : best), null);
}
