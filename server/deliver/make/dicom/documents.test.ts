import { describe, expect, it } from 'vitest';
import { inspect } from '../../../intake/testing/judge.ts';
import type { DicomJson } from '../../../intake/types.ts';
import { invented } from '../../testing/record.ts';
import { inventedStudy } from '../../testing/study.ts';
import { makeKos } from './kos.ts';
import { measureOf } from './measures.ts';
import { nearest, toPixels } from './region.ts';
import { makeSr } from './sr.ts';
import { ImageMissing } from './study-facts.ts';

const items = (dataset: DicomJson, tag: string): DicomJson[] => (dataset[tag]?.Value ?? []) as DicomJson[];
const text = (dataset: DicomJson, tag: string): string => String(dataset[tag]?.Value?.[0] ?? '');
const codeOf = (dataset: DicomJson, tag = '0040A043'): string => text(items(dataset, tag)[0] ?? {}, '00080100');

/** Every content item below, in order. */
const tree = (dataset: DicomJson): DicomJson[] => items(dataset, '0040A730').flatMap((item) => [item, ...tree(item)]);

const sr = () => inspect(makeSr(invented(), inventedStudy()));
const kos = () => inspect(makeKos(invented(), inventedStudy()));

describe('a report of measurements', () => {
  it('[DV40] passes the gate, and holds a group for each mark with author, values and units', async () => {
    const { dataset, sopClassUid } = await sr();
    expect(sopClassUid).toBe('1.2.840.10008.5.1.4.1.1.88.34');
    expect([codeOf(dataset), text(dataset, '0040A493'), text(items(dataset, '0040A504')[0]!, '0040DB00')]).toEqual([
      '126000',
      'VERIFIED',
      '1500',
    ]);
    const groups = tree(dataset).filter((item) => codeOf(item) === '125007');
    const inGroup = (group: DicomJson, code: string) => items(group, '0040A730').filter((item) => codeOf(item) === code);
    expect(groups.map((group) => text(inGroup(group, '112039')[0]!, '0040A160'))).toEqual([
      'mark-length-1',
      'mark-ellipse-1',
      'mark-oblique-1',
      'mark-arrow-1',
    ]);
    const values = tree(dataset)
      .filter((item) => text(item, '0040A040') === 'NUM')
      .map((item) => {
        const measured = items(item, '0040A300')[0]!;
        const derived = items(item, '0040A730').find((child) => codeOf(child) === '121401');
        return [
          codeOf(item),
          Number(text(measured, '0040A30A')),
          codeOf(measured, '004008EA'),
          derived === undefined ? '' : codeOf(derived, '0040A168'),
        ];
      });
    expect(values).toEqual([
      ['410668003', 50, 'mm', ''],
      ['112031', 38.25, "[hnsf'U]", '373098007'],
      ['42798000', 37.7, 'mm2', ''],
      ['angle', 12.5, 'deg', ''],
    ]);
  });

  it('[DV41] a place on an image is in its pixels, one in a plane of its own in the patient', async () => {
    const places = tree((await sr()).dataset).filter((item) => /^SCOORD/.test(text(item, '0040A040')));
    expect(places.map((item) => [text(item, '0040A040'), text(item, '00700023'), item['00700022']!.Value])).toEqual([
      ['SCOORD', 'POLYLINE', [20.5, 40.5, 80.5, 120.5]],
      // The longer axis first.
      ['SCOORD', 'ELLIPSE', [16.5, 24.5, 40.5, 24.5, 20.5, 20.5, 20.5, 28.5]],
      ['SCOORD', 'ELLIPSE', [16.5, 24.5, 40.5, 24.5, 20.5, 20.5, 20.5, 28.5]],
      ['SCOORD3D', 'POLYLINE', [1, 2, 3, 4, 5, 6.5, 7, 8, 9]],
      ['SCOORD', 'POLYLINE', [2.5, 2.5, 4.5, 4.5]],
    ]);
    expect(text(places[3]!, '30060024')).toBe('1.2.3.9');
    const on = items(items(places[0]!, '0040A730')[0]!, '00081199')[0]!;
    expect([text(on, '00081155'), on['00081160']]).toEqual(['1.2.3.4.5.6', undefined]);
  });

  it('[DV41] pixels of a tilted plane with oblong ones, on a frame of many', () => {
    const [image] = [...inventedStudy().images.values()];
    const c = Math.SQRT1_2;
    const tilted = {
      ...image!,
      descriptor: {
        ...image!.descriptor,
        shape: { ...image!.descriptor.shape!, orientation: [0, 1, 0, 0, 0, -1] as never, pixelSpacing: [2, 0.5] as [number, number] },
        frames: [{ position: null }, { position: [9, -10, 40] as [number, number, number] }],
      },
    };
    expect(toPixels([[9, -10, 40]], tilted, 2)).toEqual([0.5, 0.5]);
    expect(toPixels([[9, -5, 30]], tilted, 2)).toEqual([10.5, 5.5]);
    const oblique = {
      ...tilted,
      descriptor: { ...tilted.descriptor, shape: { ...tilted.descriptor.shape, orientation: [c, c, 0, 0, 0, 1] as never } },
    };
    const [column] = toPixels([[9 + c, -10 + c, 40]], oblique, 2);
    expect(column).toBeCloseTo(2.5, 9);
    expect(nearest([...inventedStudy().images.values()], [100, 100, 3])?.image.sopInstanceUid).toBe('1.2.3.4.5.7');
    expect(nearest([], [0, 0, 0])).toBeNull();
  });

  it('[DV40] the same record gives the same bytes; the next version is another object about the same marks', async () => {
    expect(makeSr(invented(), inventedStudy()).equals(makeSr(invented(), inventedStudy()))).toBe(true);
    const [first, second] = [await sr(), await inspect(makeSr(invented({ version: 2 }), inventedStudy()))];
    expect(second.sopInstanceUid).not.toBe(first.sopInstanceUid);
    expect(second.seriesInstanceUid).not.toBe(first.seriesInstanceUid);
    const tracking = (dataset: DicomJson) =>
      tree(dataset)
        .filter((item) => codeOf(item) === '112040')
        .map((item) => text(item, '0040A124'));
    expect(tracking(second.dataset)).toEqual(tracking(first.dataset));
    expect(new Set(tracking(first.dataset)).size).toBe(4);
  });

  it('[DV40] claims no millimetres on an image without a scale', async () => {
    const study = inventedStudy();
    for (const { descriptor } of study.images.values())
      descriptor.shape = { ...descriptor.shape!, pixelSpacing: null, spacingSource: 'none' };
    const { dataset } = await inspect(makeSr(invented(), study));
    const units = tree(dataset).flatMap((item) => items(item, '0040A300').map((measured) => codeOf(measured, '004008EA')));
    expect(units).toEqual(['{pixels}', "[hnsf'U]", '{pixels2}', 'deg']);
  });

  it('[DV40] values that no code is known for keep their words', () => {
    expect(measureOf('Midline shift, mm', 'mm').name).toEqual({
      code: 'midline-shift-mm',
      scheme: '99HYPERACUTE',
      meaning: 'Midline shift, mm',
    });
    // A mean of what is not in Hounsfield units is no attenuation.
    expect([measureOf('Mean', '').name.code, measureOf('Mean', 'HU').name.code]).toEqual(['pixel-value', '112031']);
    expect(measureOf('  ', 'furlong/fortnight').unit.code.length).toBeLessThanOrEqual(16);
  });
});

describe('key images', () => {
  it('[DV42] are a key object selection for whoever asked, with the reason', async () => {
    const { dataset, sopClassUid } = await kos();
    expect([sopClassUid, text(dataset, '00080060'), codeOf(dataset)]).toEqual(['1.2.840.10008.5.1.4.1.1.88.59', 'KO', '113002']);
    expect(tree(dataset).find((item) => codeOf(item) === '113012')).toMatchObject({
      '0040A160': { Value: ['1. dense MCA sign (Noor Example)'] },
    });
  });
});

describe('both', () => {
  it('[DV43] evidence names what is referred to and nothing else', async () => {
    const named = async (dataset: DicomJson) =>
      items(dataset, '0040A375').flatMap((study) =>
        items(study, '00081115').flatMap((series) =>
          items(series, '00081199').map((one) =>
            [text(study, '0020000D'), text(series, '0020000E'), text(one, '00081150'), text(one, '00081155')].join(' '),
          ),
        ),
      );
    const ct = '1.2.840.10008.5.1.4.1.1.2';
    // Measured on, and nearest to the angle's points.
    expect(await named((await sr()).dataset)).toEqual([`1.2.3.4 1.2.3.4.5 ${ct} 1.2.3.4.5.6`, `1.2.3.4 1.2.3.4.5 ${ct} 1.2.3.4.5.7`]);
    expect(await named((await kos()).dataset)).toEqual([`1.2.3.4 1.2.3.4.5 ${ct} 1.2.3.4.5.7`]);
  });

  it('[DV43] patient and study are as the archive has them, not as the record says', async () => {
    const record = invented({ mrn: 'OTHER' });
    const { dataset } = await inspect(makeSr(record, inventedStudy()));
    expect(dataset['00100010']!.Value).toEqual([{ Alphabetic: 'Testér^Ana' }]);
    expect(['00100020', '00100021', '00100030', '00080050', '0020000D', '00200010'].map((tag) => text(dataset, tag))).toEqual([
      'INV-1',
      'RIVERSIDE',
      '19500101',
      'ACC-9',
      '1.2.3.4',
      '1',
    ]);
  });

  it('[DV10] an image that is not in the archive is not made up', () => {
    const record = invented({ images: ['1.2.3.4.5.6', '9.9.9'] });
    expect(() => makeKos(record, inventedStudy())).toThrow(ImageMissing);
  });
});
