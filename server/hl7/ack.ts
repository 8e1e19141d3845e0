import { HL7, type Hl7Code } from '#shared/protocol/hl7.ts';
import { encodeEscapes } from './message/escape.ts';
import type { Header } from './message/header.ts';
import { formatTime } from './message/time.ts';

/** Enhanced mode's accept acknowledgement, or the application's. */
export type AckKind = 'accept' | 'application';

/** What of a header that may be nonsense is sent back: short, and without anything that could break the answer. */
const MAX_ECHO = 199;
const echo = (text: string): string => encodeEscapes(text.slice(0, MAX_ECHO)).replace(/[^\x20-\x7e]/g, '?');

const ACCEPT: Record<'AA' | 'AE' | 'AR', string> = { AA: 'CA', AE: 'CE', AR: 'CR' };

/** An ACK (HL7 v2.5.1 §2.9), segments ended by CR. `header` is null where nothing of the message can be trusted. */
export function acknowledge(header: Header | null, code: Hl7Code, kind: AckKind, id: string, now: number): Buffer {
  const { ack, error, advice } = HL7[code];
  const msa = kind === 'accept' ? ACCEPT[ack] : ack;
  const version = /^2(\.\d){0,2}$/.test(header?.version ?? '') ? header!.version : '2.5.1';
  const event = /^[A-Z]\d\d$/.test(header?.event ?? '') ? `^${header!.event}` : '';
  const segments = [
    [
      'MSH',
      '^~\\&',
      'HYPERACUTE',
      '',
      echo(header?.application ?? ''),
      echo(header?.facility ?? ''),
      formatTime(now),
      '',
      `ACK${event}`,
      id,
      'P',
      version,
    ],
    ['MSA', msa, echo(header?.controlId ?? '')],
  ];
  if (ack !== 'AA') segments.push(['ERR', '', '', `${error}^^HL70357`, 'E', `${code}^^L`, '', '', encodeEscapes(advice)]);
  return Buffer.from(segments.map((fields) => `${fields.join('|')}\r`).join(''), 'latin1');
}
