import { documentKindName } from '#shared/imaging/document-kind.ts';
import { AppError } from '#shared/protocol/errors.ts';
import type { DicomJson } from '../../intake/types.ts';
import { readableName, text } from '../catalogue/dicom-json.ts';
import { documentKindOf } from '../catalogue/document-kind.ts';
import type { ObjectLayout } from '../catalogue/layout.ts';
import { type StoredBytes, valueBytes } from '../stored-bytes.ts';
import { dicomDate, dicomWhen } from './dates.ts';
import { OutlineBudget, type OutlineItem } from './outline.ts';
import { documentPage } from './page.ts';
import { presentationStateOutline } from './presentation-state.ts';
import { reportOutline, reportStanding, reportTitle } from './report.ts';

/** What a document is rendered from. */
interface StoredObject {
  sopClass: string;
  dataset: DicomJson;
  layout: ObjectLayout;
}

/** Media type in which a document is rendered (PS3.18 Table 8.7.4-1). */
export const renderedType = ({ sopClass }: StoredObject): 'application/pdf' | 'text/html' =>
  documentKindOf(sopClass) === 'pdf' ? 'application/pdf' : 'text/html';

const ENCAPSULATED = '00420011';
const PDF_MAGIC = Buffer.from('%PDF-');

/** The enclosed PDF, without the byte that may pad it (0042,0015). Throws NOT_ACCEPTABLE when what is enclosed is none, INTEGRITY. */
export async function enclosedPdf(file: string, { dataset, layout }: StoredObject): Promise<StoredBytes> {
  const element = dataset[ENCAPSULATED];
  const span = element?.BulkDataURI === undefined ? undefined : layout.bulk[element.BulkDataURI];
  const inline = Buffer.from(element?.InlineBinary ?? '', 'base64');
  const whole = (length: number) =>
    span === undefined ? { length, pieces: [inline.subarray(0, length)] } : valueBytes(file, layout, { ...span, length });
  const enclosed = span?.length ?? inline.length;
  // The mark may come within the first kilobyte (ISO 32000-1 Annex H.3.4.1).
  const start: Buffer[] = [];
  for await (const piece of (await whole(Math.min(1_024, enclosed))).pieces) start.push(piece);
  if (!Buffer.concat(start).includes(PDF_MAGIC))
    throw new AppError('NOT_ACCEPTABLE', {
      detail: 'What is enclosed is not a PDF, although the object says so. Fetch the object itself.',
    });
  const said = dataset['00420015']?.Value?.[0];
  return whole(typeof said === 'number' && said > 0 ? Math.min(said, enclosed) : enclosed);
}

/** A page that shows a report, or says what an object is and that it is not shown. */
export function renderedPage({ dataset, sopClass }: StoredObject): string {
  const kind = documentKindOf(sopClass) ?? 'other';
  const budget = new OutlineBudget();
  const { title, notice, content } = bodyOf(kind, dataset, budget);
  return documentPage({
    kind: documentKindName(kind),
    title: title || text(dataset, '0008103E') || documentKindName(kind),
    identity: identityOf(dataset),
    notice: budget.cut ? 'Too long to show whole: what follows is the beginning. Fetch the object to read all of it.' : notice,
    content,
  });
}

function bodyOf(kind: string, dataset: DicomJson, budget: OutlineBudget): { title: string; notice: string | null; content: OutlineItem[] } {
  if (kind === 'sr' || kind === 'key-object-selection') {
    const content = [...reportStanding(dataset), ...reportOutline(dataset, budget)];
    return { title: reportTitle(dataset), notice: null, content };
  }
  if (kind === 'presentation-state')
    return {
      title: text(dataset, '00700080'),
      notice: 'The images are shown as they are: this state is named, not applied to them.',
      content: presentationStateOutline(dataset, budget),
    };
  return {
    title: '',
    notice: 'This object is kept as it was sent. There is no view of it here: open it in the system that made it.',
    content: [],
  };
}

/** Whose object it is and when it was made, as the object says. */
function identityOf(dataset: DicomJson): OutlineItem[] {
  const lines: [string, string][] = [
    ['Patient', readableName(dataset, '00100010')],
    ['Born', dicomDate(text(dataset, '00100030'))],
    ['Patient ID', [text(dataset, '00100020'), text(dataset, '00100021')].filter(Boolean).join(', ')],
    ['Study', [text(dataset, '00081030'), dicomWhen(dataset, '00080020', '00080030')].filter(Boolean).join(', ')],
    ['Accession number', text(dataset, '00080050')],
    ['Made', dicomWhen(dataset, '00080023', '00080033')],
    ['Made by', [text(dataset, '00080070'), text(dataset, '00081090'), text(dataset, '00080080')].filter(Boolean).join(', ')],
  ];
  return lines.filter(([, value]) => value !== '').map(([name, value]) => ({ name, value, children: [] }));
}
