import { MultipartFault } from './multipart.ts';

/** A media type with its parameters (RFC 9110 §8.3.1), names in lower case; null when it is not one. */
export function parseMediaType(header: string): { type: string; parameters: Map<string, string> } | null {
  const whole = /^\s*([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+)\s*((?:;.*)?)$/s.exec(header);
  if (whole === null) return null;
  const parameters = new Map<string, string>();
  const parameter = /\s*;\s*(?:([!#$%&'*+\-.^_`|~\w]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;"]*)))?/gy;
  const rest = whole[2]!.trimEnd();
  let at = 0;
  while (at < rest.length) {
    parameter.lastIndex = at;
    const found = parameter.exec(rest);
    if (found === null) return null;
    at = parameter.lastIndex;
    const [, name, quoted, plain] = found;
    if (name === undefined) continue;
    if (parameters.has(name.toLowerCase())) return null;
    parameters.set(name.toLowerCase(), quoted === undefined ? (plain ?? '') : quoted.replace(/\\(.)/g, '$1'));
  }
  return { type: whole[1]!.toLowerCase(), parameters };
}

/** RFC 2046 §5.1.1: 1 to 70 characters, not ending in a blank. */
const BOUNDARY = /^[0-9A-Za-z'()+_,\-./:=? ]{0,69}[0-9A-Za-z'()+_,\-./:=?]$/;

/** Boundary of a STOW-RS request of Part 10 objects (PS3.18 §10.5.1). Throws `MultipartFault`. */
export function stowBoundary(contentType: string | undefined, contentEncoding: string | undefined): string {
  if (contentEncoding !== undefined && contentEncoding.toLowerCase() !== 'identity')
    throw new MultipartFault(415, 'CONTENT_ENCODING_UNSUPPORTED');
  const media = parseMediaType(contentType ?? '');
  if (media === null) throw new MultipartFault(contentType?.startsWith('multipart/related') === true ? 400 : 415, 'MULTIPART_MALFORMED');
  const root = media.parameters.get('type');
  if (media.type !== 'multipart/related' || (root !== undefined && root.toLowerCase() !== 'application/dicom')) {
    throw new MultipartFault(415, 'UNSUPPORTED_MEDIA_TYPE');
  }
  const boundary = media.parameters.get('boundary');
  if (boundary === undefined || !BOUNDARY.test(boundary)) throw new MultipartFault(400, 'MULTIPART_MALFORMED');
  return boundary;
}
