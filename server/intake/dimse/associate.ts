import { APPLICATION_CONTEXT, IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION, malformed, PDU } from './pdu.ts';

/** A-ASSOCIATE-RQ and -AC in fields (PS3.8 §9.3.2, §9.3.3, PS3.7 §D.3.3). */
export interface AssociateRequest {
  protocolVersion: number;
  /** As sent, padding removed, Latin-1: to be matched against a list, never used otherwise. */
  calledAe: string;
  callingAe: string;
  applicationContext: string;
  contexts: ProposedContext[];
  /** Bytes of the largest P-DATA-TF the peer takes, 0 for any. */
  maxPdu: number;
  implementationVersion: string;
}

export interface ProposedContext {
  id: number;
  abstractSyntax: string;
  transferSyntaxes: string[];
}

/** Presentation context result (PS3.8 Table 9-18): 0 accepted, 3 abstract syntax, 4 transfer syntaxes not supported. */
export interface ContextResult {
  id: number;
  result: 0 | 3 | 4;
  transferSyntax: string;
}

/** PS3.8 §7.1.1.13: odd numbers from 1 to 255. */
const MAX_CONTEXTS = 128;
const MAX_TRANSFER_SYNTAXES = 64;

/** Fields of an A-ASSOCIATE-RQ; `body` is the whole unit after its six bytes of header. Throws `AssociationFault`. */
export function parseAssociateRq(body: Buffer): AssociateRequest {
  if (body.length < 68) throw malformed();
  const request: AssociateRequest = {
    protocolVersion: body.readUInt16BE(0),
    calledAe: aeTitle(body.subarray(4, 20)),
    callingAe: aeTitle(body.subarray(20, 36)),
    applicationContext: '',
    contexts: [],
    maxPdu: 0,
    implementationVersion: '',
  };
  const seen = new Set<number>();
  let users = 0;
  for (const { type, value } of items(body.subarray(68))) {
    if (type === 0x10) {
      if (request.applicationContext !== '') throw malformed();
      request.applicationContext = uid(value);
    } else if (type === 0x20) {
      const context = proposedContext(value);
      if (seen.has(context.id) || seen.size >= MAX_CONTEXTS) throw malformed();
      seen.add(context.id);
      request.contexts.push(context);
    } else if (type === 0x50) {
      users += 1;
      if (users > 1) throw malformed();
      userInformation(value, request);
    } else {
      throw malformed();
    }
  }
  if (request.applicationContext === '' || request.contexts.length === 0 || users === 0) throw malformed();
  return request;
}

/** A-ASSOCIATE-AC: echoes the titles as they came, names our limits, answers every context. */
export function encodeAssociateAc(rqBody: Buffer, results: readonly ContextResult[], maxPdu: number): Buffer {
  const contexts = results.map(({ id, result, transferSyntax }) =>
    item(0x21, Buffer.concat([Buffer.from([id, 0, result, 0]), item(0x40, Buffer.from(transferSyntax, 'latin1'))])),
  );
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16BE(1, 0);
  rqBody.copy(fixed, 4, 4, 68);
  return unit(PDU.associateAc, Buffer.concat([fixed, item(0x10, Buffer.from(APPLICATION_CONTEXT)), ...contexts, userItem(maxPdu, [])]));
}

export interface RequestedContext extends ProposedContext {
  /** Ask to be the provider of this service ourselves (PS3.7 §D.3.3.4). */
  asProvider?: boolean;
}

export function encodeAssociateRq(callingAe: string, calledAe: string, contexts: readonly RequestedContext[], maxPdu: number): Buffer {
  const fixed = Buffer.alloc(68);
  fixed.writeUInt16BE(1, 0);
  fixed.write(calledAe.padEnd(16), 4, 16, 'latin1');
  fixed.write(callingAe.padEnd(16), 20, 16, 'latin1');
  const proposals = contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    item(
      0x20,
      Buffer.concat([
        Buffer.from([id, 0, 0, 0]),
        item(0x30, Buffer.from(abstractSyntax, 'latin1')),
        ...transferSyntaxes.map((syntax) => item(0x40, Buffer.from(syntax, 'latin1'))),
      ]),
    ),
  );
  const roles = contexts
    .filter((context) => context.asProvider === true)
    .map(({ abstractSyntax }) => {
      const name = Buffer.from(abstractSyntax, 'latin1');
      const length = Buffer.alloc(2);
      length.writeUInt16BE(name.length);
      return item(0x54, Buffer.concat([length, name, Buffer.from([0, 1])]));
    });
  return unit(PDU.associateRq, Buffer.concat([fixed, item(0x10, Buffer.from(APPLICATION_CONTEXT)), ...proposals, userItem(maxPdu, roles)]));
}

/** What an A-ASSOCIATE-AC grants: accepted contexts with their transfer syntax, and the peer's largest unit. */
export function parseAssociateAc(body: Buffer): { contexts: Map<number, string>; maxPdu: number } {
  if (body.length < 68) throw malformed();
  const contexts = new Map<number, string>();
  let maxPdu = 0;
  for (const { type, value } of items(body.subarray(68))) {
    if (type === 0x21) {
      if (value.length < 4) throw malformed();
      if (value[2] !== 0) continue;
      for (const sub of items(value.subarray(4))) if (sub.type === 0x40) contexts.set(value[0]!, uid(sub.value));
    } else if (type === 0x50) {
      for (const sub of items(value)) if (sub.type === 0x51 && sub.value.length === 4) maxPdu = sub.value.readUInt32BE(0);
    }
  }
  return { contexts, maxPdu };
}

function proposedContext(value: Buffer): ProposedContext {
  if (value.length < 4) throw malformed();
  const context: ProposedContext = { id: value[0]!, abstractSyntax: '', transferSyntaxes: [] };
  if (context.id % 2 === 0) throw malformed();
  for (const sub of items(value.subarray(4))) {
    if (sub.type === 0x30 && context.abstractSyntax === '') context.abstractSyntax = uid(sub.value);
    else if (sub.type === 0x40 && context.transferSyntaxes.length < MAX_TRANSFER_SYNTAXES) context.transferSyntaxes.push(uid(sub.value));
    else throw malformed();
  }
  if (context.abstractSyntax === '' || context.transferSyntaxes.length === 0) throw malformed();
  return context;
}

/** Sub-items this side does not use are still checked for their form; unknown ones are ignored (PS3.7 §D.3.3). */
function userInformation(value: Buffer, request: AssociateRequest): void {
  for (const sub of items(value)) {
    if (sub.type === 0x51) {
      if (sub.value.length !== 4) throw malformed();
      request.maxPdu = sub.value.readUInt32BE(0);
    } else if (sub.type === 0x55) {
      request.implementationVersion = sub.value.toString('latin1').slice(0, 16);
    } else if (sub.type === 0x54 || sub.type === 0x56 || sub.type === 0x57) {
      if (sub.value.length < 2 || sub.value.readUInt16BE(0) > sub.value.length - 2) throw malformed();
    } else if (sub.type === 0x58) {
      if (sub.value.length < 6) throw malformed();
      const primary = sub.value.readUInt16BE(2);
      if (4 + primary + 2 > sub.value.length || 6 + primary + sub.value.readUInt16BE(4 + primary) > sub.value.length) throw malformed();
    }
  }
}

interface Item {
  type: number;
  value: Buffer;
}

/** Items of type, reserved byte, 16-bit length (PS3.8 §9.3.1): they must fill the bytes exactly. */
function items(bytes: Buffer): Item[] {
  const found: Item[] = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw malformed();
    const length = bytes.readUInt16BE(at + 2);
    if (at + 4 + length > bytes.length) throw malformed();
    found.push({ type: bytes[at]!, value: bytes.subarray(at + 4, at + 4 + length) });
    at += 4 + length;
  }
  return found;
}

function uid(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/[\0 ]+$/, '');
}

/** PS3.8 §9.3.2: sixteen characters, leading and trailing blanks mean nothing. */
function aeTitle(bytes: Buffer): string {
  return bytes.toString('latin1').replace(/^ +| +$/g, '');
}

function item(type: number, value: Buffer): Buffer {
  const head = Buffer.from([type, 0, 0, 0]);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value]);
}

function unit(type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(6);
  head[0] = type;
  head.writeUInt32BE(body.length, 2);
  return Buffer.concat([head, body]);
}

function userItem(maxPdu: number, more: Buffer[]): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(maxPdu);
  const parts = [
    item(0x51, length),
    item(0x52, Buffer.from(IMPLEMENTATION_CLASS_UID)),
    ...more,
    item(0x55, Buffer.from(IMPLEMENTATION_VERSION)),
  ];
  return item(0x50, Buffer.concat(parts));
}
