import { volumeOf } from '#shared/chart/imaging.ts';
import { TIME_WORDS } from '#shared/chart/time-words.ts';
import { CONTRAINDICATIONS } from '#shared/clinical/contraindications.ts';
import { aspects, pcAspects } from '#shared/clinical/imaging-scores.ts';
import { nihss } from '#shared/clinical/nihss.ts';
import type { ChartEntry } from '#shared/protocol/chart/chart.ts';
import { type ConsultEvent, type OtherRoom, otherRoom } from '#shared/protocol/chart/events.ts';
import { words as disposition } from '../disposition/words.ts';
import { words as scores } from '../scores/words.ts';
import { words as times } from '../times/words.ts';
import { words as treatment } from '../treatment/words.ts';
import { siteTime } from '../ui/site-time.ts';
import { words } from './words.ts';

/** One line of words for an entry of the chart. */
export function describe(entry: ChartEntry, zone: string, now: number): string {
  const time = (iso: string) => siteTime(iso, zone, now);
  switch (entry.kind) {
    case 'time':
      return entry.body.at === null
        ? `${TIME_WORDS[entry.body.what]}: ${times.notKnown}`
        : `${TIME_WORDS[entry.body.what]}: ${time(entry.body.at)} (${times.source[entry.body.source]}, ${times.clockName(entry.body.clock)})`;
    case 'last-known-well': {
      const { range, source, confidence } = entry.body;
      if (range === null) return `${times.lkw}: ${times.notKnown}`;
      const shown = range.from === range.to ? time(range.from) : `${time(range.from)} – ${time(range.to)}`;
      return `${times.lkw}: ${shown} (${times.lkwSource[source]}, ${times.confidence[confidence]})`;
    }
    case 'clock': {
      const { clock, behindSeconds } = entry.body;
      return words.clock(times.clockName(clock), Math.round(behindSeconds.min), Math.round(behindSeconds.max));
    }
    case 'exam-start':
      return words.exam[entry.body.label];
    case 'nihss':
      return nihss(entry.body.answers).text;
    case 'hidden':
      return words.hidden;
    case 'nihss-done':
      return words.nihssDone;
    case 'nihss-reveal':
      return words.nihssReveal;
    case 'nihss-reconciled':
      return words.agreed(nihss(entry.body.answers).text);
    case 'screen-answer':
      return `${words.question[entry.body.question]}: ${entry.body.value}`;
    case 'prestroke-mrs':
      return `${words.mrs}: ${entry.body.value ?? times.notKnown}`;
    case 'weight':
      return `${treatment.weight}: ${entry.body.kg} kg (${treatment.weightSource[entry.body.source]}, ${time(entry.body.at)})`;
    case 'pressure':
      return `${treatment.pressure}: ${entry.body.systolic}/${entry.body.diastolic} (${time(entry.body.at)})`;
    case 'lab': {
      const { test, value, comparator } = entry.body;
      return `${treatment.labs[test]}: ${value === null ? treatment.pending : `${comparator ?? ''}${value} ${treatment.units[test]}`}`.trim();
    }
    case 'age':
      return words.age(entry.body.from, entry.body.to);
    case 'notification':
      return words.notification(
        entry.body.screen === null ? '' : `${entry.body.screen.name} ${entry.body.screen.score}`,
        entry.body.eta === null ? '' : time(entry.body.eta),
      );
    case 'findings':
      return `${scores.read}: ${scores.haemorrhage} ${scores.answers[entry.body.haemorrhage]}, ${scores.occlusion} ${scores.occlusions[entry.body.occlusion]}`;
    case 'aspects':
      return `${scores.aspects} ${scores.sides[entry.body.side]}: ${aspects(entry.body.affected)}`;
    case 'pc-aspects':
      return `${scores.pcAspects}: ${pcAspects(entry.body.affected)}`;
    case 'haematoma':
      return `${scores.abc2}: ${scores.volume(String(volumeOf(entry.body)))}`;
    case 'ich':
      return `${scores.ich}: GCS ${entry.body.gcs}`;
    case 'disabling':
      return `${treatment.disabling} ${treatment.answers[entry.body.answer]}`;
    case 'contraindication':
      return `${CONTRAINDICATIONS.find(({ id }) => id === entry.body.id)?.text ?? entry.body.id}: ${treatment.answers[entry.body.answer]}`;
    case 'thrombolysis-decision':
      return `${treatment.decision}: ${treatment.choices[entry.body.choice]}`;
    case 'dose-order':
      return words.doseOrder(treatment.drug[entry.body.drug], entry.body.totalMg, entry.body.kg);
    case 'dose-release':
      return words.doseRelease;
    case 'dose-cancel':
      return words.doseCancel(entry.body.reason);
    case 'dose-given':
      return words.doseGiven(time(entry.body.at));
    case 'treatment-stop':
      return `${treatment.stop}: ${entry.body.signs.join(', ')}`;
    case 'check-owner':
      return words.checkOwner(entry.body.from + 1, entry.body.to + 1);
    case 'check': {
      const { index, systolic, diastolic, signs } = entry.body;
      return [index === null ? words.extraCheck : treatment.checkOf(index), `${systolic}/${diastolic}`, ...signs].join(', ');
    }
    case 'candidate':
      return words.candidate(entry.body.hospital, entry.body.beds, disposition.accepts[entry.body.accepts]);
    case 'disposition':
      return `${disposition.decide}: ${disposition.choices[entry.body.choice]}${entry.body.hospital === null ? '' : `, ${entry.body.hospital}`}`;
    case 'trigger':
      return disposition.happened(entry.body.trigger);
    case 'feedback':
      return `${disposition.feedback}: ${disposition.outcomes[entry.body.outcome as keyof typeof disposition.outcomes] ?? entry.body.outcome}`;
    case 'key-image':
      return words.keyImage(entry.body.why);
    case 'note-draft':
      return words.noteDraft;
    case 'note-signed':
      return words.noteSigned;
    case 'remark':
      return entry.body.text;
    case 'retract':
      return words.retract(entry.body.seq, entry.body.reason);
  }
}

/** The room that a line of the timeline leads to; null where it leads nowhere. */
export function otherRoomOf({ kind, detail }: ConsultEvent): OtherRoom | null {
  if (kind !== 'joined-into' && kind !== 'joined-from') return null;
  const parsed = detail === '' ? undefined : otherRoom.safeParse(JSON.parse(detail));
  return parsed?.success === true ? parsed.data : null;
}

/** One line of words for what happened beside the chart. A kind without words of its own is named as it is. */
export function describeEvent(event: ConsultEvent): string {
  const { kind, detail } = event;
  const room = otherRoomOf(event);
  if (room !== null) return `${words.event[kind as 'joined-into' | 'joined-from']}. ${words.stayed(room.entries)}`;
  const text = words.event[kind as keyof typeof words.event];
  return text === undefined ? kind.replaceAll('-', ' ') : /^[[{]/.test(detail) || detail === '' ? text : `${text}: ${detail}`;
}
