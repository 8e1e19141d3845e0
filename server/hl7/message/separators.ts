import { Hl7Fault } from './fault.ts';

/** MSH-1 and MSH-2. */
export interface Separators {
  field: string;
  component: string;
  repetition: string;
  escape: string;
  subcomponent: string;
}

export const USUAL: Separators = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };

const PUNCTUATION = /^[!-/:-@[-`{-~ ]$/;

/** From the first segment, bytes as Latin-1. MSH-2 may have a fifth character (truncation, v2.7). */
export function separatorsOf(msh: string): Separators {
  const field = msh[3] ?? '';
  const encoding = msh.slice(4).split(field, 1)[0] ?? '';
  const all = [field, ...encoding];
  const distinct = new Set(all).size === all.length;
  if (all.length < 5 || all.length > 6 || !distinct || all.some((one) => !PUNCTUATION.test(one))) throw new Hl7Fault('HL7_BAD_SEPARATORS');
  return { field, component: encoding[0]!, repetition: encoding[1]!, escape: encoding[2]!, subcomponent: encoding[3]! };
}
