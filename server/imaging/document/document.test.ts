import { describe, expect, it } from 'vitest';
import type { DicomJson } from '../../intake/types.ts';
import { dicomDate, dicomDateTime, dicomTime } from './dates.ts';
import { OutlineBudget } from './outline.ts';
import { documentPage } from './page.ts';
import { reportOutline, reportStanding } from './report.ts';

const sq = (...items: DicomJson[]) => ({ vr: 'SQ', Value: items });
const st = (value: unknown) => ({ vr: 'ST', Value: [value] });
const code = (meaning: string, value = '1') => sq({ '00080100': st(value), '00080104': st(meaning) });
const item = (type: string, name: string, rest: DicomJson = {}): DicomJson => ({ '0040A040': st(type), '0040A043': code(name), ...rest });
const report = (...items: DicomJson[]): DicomJson => ({ '0040A730': sq(...items) });
const outline = (...items: DicomJson[]) => reportOutline(report(...items), new OutlineBudget());

describe('a structured report', () => {
  it.each<[string, DicomJson, string]>([
    ['TEXT', { '0040A160': st('Two lines\nof words') }, 'Two lines\nof words'],
    ['CODE', { '0040A168': code('Left') }, 'Left'],
    ['NUM', { '0040A300': sq({ '0040A30A': st('12.5'), '004008EA': code('milligray', 'mGy') }) }, '12.5 mGy'],
    ['NUM', { '0040A300': sq({ '0040A30A': st(3), '004008EA': code('no units', '1') }) }, '3'],
    ['NUM', { '0040A300': { vr: 'SQ' }, '0040A301': code('Measurement failure') }, 'no value: Measurement failure'],
    ['DATETIME', { '0040A120': st('20260101120102.5+0100') }, '2026-01-01 12:01:02 (UTC+0100)'],
    ['DATE', { '0040A121': st('20260101') }, '2026-01-01'],
    ['TIME', { '0040A122': st('1201') }, '12:01'],
    ['PNAME', { '0040A123': { vr: 'PN', Value: [{ Alphabetic: 'INVENTED^READER' }] } }, 'INVENTED READER'],
    ['UIDREF', { '0040A124': st('1.2.3') }, '1.2.3'],
    ['IMAGE', { '00081199': sq({ '00081155': st('1.2.3'), '00081160': { vr: 'IS', Value: [2, 5] } }) }, '1.2.3, frame 2, 5'],
    ['SCOORD', { '00700023': st('POLYLINE') }, 'place on an image (polyline)'],
    ['TCOORD', {}, 'place in time'],
    ['TABLE', {}, '(TABLE: not shown)'],
    ['', { '0040DB73': { vr: 'UL', Value: [1, 2, 1] } }, 'see item 1.2.1'],
  ])('[DW8] shows an item of type %s', (type, rest, value) => {
    expect(outline(item(type, 'Finding', rest))).toEqual([{ name: 'Finding', value, children: [] }]);
  });

  it('[DW8] keeps the order and what belongs to what', () => {
    const tree = outline(
      item('CONTAINER', 'Dose', report(item('TEXT', 'First', { '0040A160': st('a') }), item('TEXT', 'Second', { '0040A160': st('b') }))),
    );
    expect(tree).toEqual([
      {
        name: 'Dose',
        value: '',
        children: [
          { name: 'First', value: 'a', children: [] },
          { name: 'Second', value: 'b', children: [] },
        ],
      },
    ]);
  });

  it('[DW8] says that it is partial and that nobody stands for it', () => {
    expect(reportStanding({ '0040A491': st('PARTIAL'), '0040A493': st('UNVERIFIED') }).map(({ value }) => value)).toEqual([
      'partial: the sender marked it as not complete',
      'not verified by a person',
    ]);
    const verified = {
      '0040A493': st('VERIFIED'),
      '0040A073': sq({ '0040A075': { vr: 'PN', Value: [{ Alphabetic: 'INVENTED^READER' }] }, '0040A030': st('20260101120000') }),
    };
    expect(reportStanding(verified)).toEqual([
      { name: 'Verification', value: 'verified by INVENTED READER, 2026-01-01 12:00:00', children: [] },
    ]);
  });

  it('[DW8] cuts what nobody could read, in depth, in number and in length, and knows that it did', () => {
    const deep = Array.from({ length: 200 }).reduce<DicomJson>((inner) => item('CONTAINER', 'c', report(inner)), item('CONTAINER', 'c'));
    for (const many of [
      report(deep),
      report(...Array.from({ length: 6_000 }, () => item('CONTAINER', 'c'))),
      report(item('TEXT', 't', { '0040A160': st('x'.repeat(30_000)) })),
    ]) {
      const budget = new OutlineBudget();
      expect(JSON.stringify(reportOutline(many, budget)).length).toBeLessThan(300_000);
      expect(budget.cut).toBe(true);
    }
  });
});

describe('the page of a document', () => {
  it('[DW9] lets nothing of the object act on the page', () => {
    const hostile = '<script>alert(1)</script>"\'&\u0000\u202e';
    const page = documentPage({
      kind: 'Structured report',
      title: hostile,
      identity: [{ name: 'Patient', value: hostile, children: [] }],
      notice: null,
      content: [{ name: hostile, value: hostile, children: [] }],
    });
    expect(page).not.toContain('<script');
    expect(page).not.toContain('\u0000');
    expect(page.match(/<bdi>&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#39;&amp;\u202e<\/bdi>/g)).toHaveLength(4);
  });

  it('[DW8] shows dates and times as people write them, and what is none as it is', () => {
    expect([dicomDate('20260131'), dicomDate('2026'), dicomTime('120102.123'), dicomTime('noon'), dicomDateTime('202601311201')]).toEqual([
      '2026-01-31',
      '2026',
      '12:01:02',
      'noon',
      '2026-01-31 12:01',
    ]);
  });
});
