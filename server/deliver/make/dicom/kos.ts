import type { ConsultRecord } from '#shared/protocol/record.ts';
import { sopUidOf } from '../../identifiers.ts';
import { container, dcm, english, type Item, image, observer, text } from './content.ts';
import { evidence, writeDocument } from './document.ts';
import { imageOf, type StudyFacts } from './study-facts.ts';

export const KEY_OBJECT_SELECTION = '1.2.840.10008.5.1.4.1.1.88.59';

type KeyImage = ConsultRecord['keyImages'][number];

export const keyImagesIn = (record: ConsultRecord, studyUid: string): KeyImage[] =>
  record.keyImages.filter(({ image }) => image.studyInstanceUid === studyUid);

/** The key images of one study (PS3.16 TID 2010), for the hospital that asked. Throws `ImageMissing`. */
export function makeKos(record: ConsultRecord, study: StudyFacts): Buffer {
  const keys = keyImagesIn(record, study.studyInstanceUid).map((key) => ({ ...key, facts: imageOf(study, key.image.sopInstanceUid) }));
  const why = keys.map(({ why: reason, by }, i) => `${i + 1}. ${reason || 'Key image'} (${by.name})`).join('\r\n');
  const images: Item[] = keys.map(({ facts, image: { frame } }) =>
    image('CONTAINS', facts.sopClassUid, facts.sopInstanceUid, facts.descriptor.frames.length > 1 ? frame : null),
  );
  const root = container(
    null,
    dcm('113002', 'For Referring Provider'),
    [english(), ...observer(record.signedBy), text('CONTAINS', dcm('113012', 'Key Object Description'), why), ...images],
    '2010',
  );
  const identity = {
    sopClassUid: KEY_OBJECT_SELECTION,
    sopInstanceUid: sopUidOf('kos', record.consultId, record.version, study.studyInstanceUid),
    modality: 'KO',
    seriesDescription: 'Telestroke consult: key images',
    seriesNumber: 9902,
  } as const;
  return writeDocument(record, study, identity, {
    CurrentRequestedProcedureEvidenceSequence: evidence(
      study,
      keys.map(({ facts }) => facts),
    ),
    ...root,
  });
}
