import { ABORT, AssociationFault } from './pdu.ts';

/** Command sets (PS3.7 §6.3.1, Annex E): always implicit VR little endian. */
export const COMMAND = {
  storeRq: 0x0001,
  storeRsp: 0x8001,
  echoRq: 0x0030,
  echoRsp: 0x8030,
  eventRq: 0x0100,
  eventRsp: 0x8100,
  actionRq: 0x0130,
  actionRsp: 0x8130,
  cancelRq: 0x0fff,
} as const;

export const NO_DATA_SET = 0x0101;

export interface Command {
  field: number;
  messageId: number;
  respondedId: number;
  hasDataSet: boolean;
  /** Affected or requested SOP class and instance, '' where absent. */
  sopClassUid: string;
  sopInstanceUid: string;
  actionType: number;
  status: number;
}

/** Throws `AssociationFault` on anything that is not a well-formed command set with the elements every command has. */
export function parseCommand(bytes: Buffer): Command {
  const text = new Map<number, string>();
  const number = new Map<number, number>();
  let last = -1;
  let at = 0;
  while (at < bytes.length) {
    if (at + 8 > bytes.length || bytes.readUInt16LE(at) !== 0) throw fault();
    const element = bytes.readUInt16LE(at + 2);
    const length = bytes.readUInt32LE(at + 4);
    const value = bytes.subarray(at + 8, at + 8 + length);
    if (element <= last || value.length !== length || length % 2 !== 0) throw fault();
    if (element === 0 && (length !== 4 || value.readUInt32LE(0) !== bytes.length - at - 12)) throw fault();
    if (UIDS.has(element)) text.set(element, value.toString('latin1').replace(/\0+$/, ''));
    if (NUMBERS.has(element)) {
      if (length !== 2) throw fault();
      number.set(element, value.readUInt16LE(0));
    }
    last = element;
    at += 8 + length;
  }
  const field = number.get(0x0100);
  const dataSetType = number.get(0x0800);
  const id = number.get(0x0110) ?? number.get(0x0120);
  if (field === undefined || dataSetType === undefined || id === undefined) throw fault();
  return {
    field,
    messageId: number.get(0x0110) ?? 0,
    respondedId: number.get(0x0120) ?? 0,
    hasDataSet: dataSetType !== NO_DATA_SET,
    sopClassUid: text.get(0x0002) ?? text.get(0x0003) ?? '',
    sopInstanceUid: text.get(0x1000) ?? text.get(0x1001) ?? '',
    actionType: number.get(0x1008) ?? 0,
    status: number.get(0x0900) ?? 0,
  };
}

/** Element number → value, ascending; numbers become US, text UI or LO with its padding. */
export function encodeCommand(elements: readonly [number, number | string][]): Buffer {
  const parts: Buffer[] = [];
  for (const [element, value] of elements) {
    let bytes: Buffer;
    if (typeof value === 'number') {
      bytes = Buffer.alloc(2);
      bytes.writeUInt16LE(value);
    } else {
      bytes = Buffer.from(value, 'latin1');
      if (bytes.length % 2 === 1) bytes = Buffer.concat([bytes, Buffer.from(element === 0x0902 ? ' ' : '\0')]);
    }
    const head = Buffer.alloc(8);
    head.writeUInt16LE(element, 2);
    head.writeUInt32LE(bytes.length, 4);
    parts.push(head, bytes);
  }
  const body = Buffer.concat(parts);
  const length = Buffer.from([0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0]);
  length.writeUInt32LE(body.length, 8);
  return Buffer.concat([length, body]);
}

/** Answer to a command: status and, for people who read traces, a comment of at most 64 characters. */
export function encodeResponse(command: Command, status: number, comment = ''): Buffer {
  const elements: [number, number | string][] = [];
  if (command.sopClassUid !== '') elements.push([0x0002, command.sopClassUid]);
  elements.push([0x0100, command.field | 0x8000], [0x0120, command.messageId], [0x0800, NO_DATA_SET], [0x0900, status]);
  if (comment !== '') elements.push([0x0902, comment.slice(0, 64)]);
  if (command.sopInstanceUid !== '') elements.push([0x1000, command.sopInstanceUid]);
  if (command.field === COMMAND.actionRq) elements.push([0x1008, command.actionType]);
  return encodeCommand(elements);
}

const UIDS = new Set([0x0002, 0x0003, 0x1000, 0x1001]);
const NUMBERS = new Set([0x0100, 0x0110, 0x0120, 0x0700, 0x0800, 0x0900, 0x1002, 0x1008]);

function fault(): AssociationFault {
  return new AssociationFault('COMMAND_MALFORMED', ABORT.invalidParameter);
}
