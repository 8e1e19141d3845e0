import { parseMediaType } from './content-type.ts';
import { MultipartFault } from './multipart.ts';

/** A part must say that it is one Part 10 object in its own bytes (PS3.18 §10.5.1.1). Throws `MultipartFault`. */
export function partType(headers: ReadonlyMap<string, string>): void {
  const contentType = headers.get('content-type');
  if (contentType === undefined) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
  if (parseMediaType(contentType)?.type !== 'application/dicom') throw new MultipartFault(415, 'UNSUPPORTED_MEDIA_TYPE');
  const encoding = headers.get('content-transfer-encoding')?.toLowerCase() ?? 'binary';
  if (encoding !== 'binary' && encoding !== '8bit' && encoding !== '7bit') throw new MultipartFault(415, 'CONTENT_ENCODING_UNSUPPORTED');
}
