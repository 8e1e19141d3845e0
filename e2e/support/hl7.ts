/** Messages as a spoke's hospital system sends them, about invented patients. */

/** A whole message; `id` is its control id, `rest` the segments after the MSH. */
export const message = (type: string, id: string, ...rest: string[]): string =>
  [`MSH|^~\\&|HIS|RIVERSIDE|TELE|HUB|20240611031500+0000||${type}|${id}|P|2.5.1`, ...rest, ''].join('\r');

/** `name` as `FAMILY^GIVEN`, `birth` as `19500101`. */
export const pid = (mrn: string, name: string, birth: string): string => `PID|1||${mrn}^^^^MR||${name}||${birth}|F`;

/** A new order of a CT, with its two segments. */
export const order = (accession: string, text: string): string[] => [
  `ORC|NW|${accession}|${accession}`,
  `OBR|1|${accession}|${accession}|CT^${text}^L`,
];
