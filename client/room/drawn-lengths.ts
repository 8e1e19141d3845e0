import type { DrawnLength } from '../stroke/scores/scores-panel.tsx';
import type { Together } from './together/create-together.ts';

/** The lengths that are drawn on slices (not in reformatted planes), mm in the patient. */
export function drawnLengths(together: Together): readonly DrawnLength[] {
  return together.reading.marks.items().flatMap(({ mark, hidden }): DrawnLength[] => {
    const [from, to] = mark.points;
    if (mark.tool !== 'Length' || hidden !== null || mark.sopInstanceUid === undefined || from === undefined || to === undefined) return [];
    const mm = Math.round(Math.hypot(to[0] - from[0], to[1] - from[1], to[2] - from[2]) * 10) / 10;
    const place = together.viewer()?.placeOf(mark) ?? '';
    return [
      {
        uid: mark.uid,
        mm,
        image: {
          studyInstanceUid: mark.studyInstanceUid,
          seriesInstanceUid: mark.seriesInstanceUid,
          sopInstanceUid: mark.sopInstanceUid,
          frame: mark.frame ?? 1,
        },
        text: [`${mm} mm`, place].filter((part) => part !== '').join(', '),
      },
    ];
  });
}
