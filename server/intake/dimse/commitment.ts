import { randomUUID } from 'node:crypto';
import { ByteQueue } from '../gate/byte-queue.ts';
import { readDataSet } from '../gate/data-set.ts';
import { textOf } from '../gate/json.ts';
import { Parsed } from '../gate/parsed.ts';
import { Refusal } from '../gate/refusal.ts';
import { IMPLICIT_LITTLE_ENDIAN, TRANSFER_SYNTAXES } from '../gate/transfer-syntax.ts';
import { isUid } from '../gate/uid.ts';
import type { DicomJson } from '../types.ts';
import { encodeCommand } from './command.ts';
import type { CommitmentResult, InstanceReference } from './context.ts';
import { STORAGE_COMMITMENT, STORAGE_COMMITMENT_INSTANCE } from './negotiate.ts';

/** Data set of an N-ACTION "request storage commitment" (PS3.4 §J.3.2.1): null when it is not one. */
export function parseCommitmentRequest(
  bytes: Buffer,
  transferSyntax: string,
): { transactionUid: string; items: InstanceReference[] } | null {
  const parsed = new Parsed(Date.now());
  const queue = new ByteQueue();
  queue.push(bytes);
  queue.ended = true;
  const syntax = TRANSFER_SYNTAXES.get(transferSyntax)!;
  try {
    const none = (): void => {
      throw new Refusal('DICOM_PARSE', 'pixels in a request');
    };
    for (const _ of readDataSet(queue, parsed, { syntax, base: 0, beforePixels: none })) return null;
  } catch (cause) {
    if (cause instanceof Refusal) return null;
    throw cause;
  }
  const transactionUid = textOf(parsed.dataset, '00081195');
  const items = ((parsed.dataset['00081199']?.Value ?? []) as DicomJson[]).map((item) => ({
    sopClassUid: textOf(item, '00081150'),
    sopInstanceUid: textOf(item, '00081155'),
  }));
  const whole = items.length > 0 && items.every((item) => isUid(item.sopClassUid) && isUid(item.sopInstanceUid));
  return isUid(transactionUid) && whole ? { transactionUid, items } : null;
}

/** Command and data set of the N-EVENT-REPORT: type 1 when all are stored, else type 2 with the reason for each (PS3.4 §J.3.3). */
export function encodeCommitmentReport(
  transactionUid: string,
  result: CommitmentResult,
  messageId: number,
  transferSyntax: string,
): { command: Buffer; dataSet: Buffer } {
  const command = encodeCommand([
    [0x0002, STORAGE_COMMITMENT],
    [0x0100, 0x0100],
    [0x0110, messageId],
    [0x0800, 0x0001],
    [0x1000, STORAGE_COMMITMENT_INSTANCE],
    [0x1002, result.failed.length === 0 ? 1 : 2],
  ]);
  const write = transferSyntax === IMPLICIT_LITTLE_ENDIAN ? implicit : explicit;
  const reference = ({ sopClassUid, sopInstanceUid }: InstanceReference): Buffer[] => [
    write(0x00081150, 'UI', uid(sopClassUid)),
    write(0x00081155, 'UI', uid(sopInstanceUid)),
  ];
  const parts = [write(0x00081195, 'UI', uid(transactionUid))];
  if (result.failed.length > 0) {
    const items = result.failed.map((failed) => {
      const reason = Buffer.alloc(2);
      reason.writeUInt16LE(failed.reason);
      return Buffer.concat([...reference(failed), write(0x00081197, 'US', reason)]);
    });
    parts.push(write(0x00081198, 'SQ', Buffer.concat(items.map(item))));
  }
  if (result.stored.length > 0) {
    parts.push(write(0x00081199, 'SQ', Buffer.concat(result.stored.map((stored) => item(Buffer.concat(reference(stored)))))));
  }
  return { command, dataSet: Buffer.concat(parts) };
}

export function newTransactionId(): string {
  return randomUUID();
}

function implicit(tag: number, _vr: string, value: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.writeUInt32LE(value.length, 4);
  return Buffer.concat([head, value]);
}

function explicit(tag: number, vr: string, value: Buffer): Buffer {
  const long = vr === 'SQ';
  const head = Buffer.alloc(long ? 12 : 8);
  head.writeUInt16LE(tag >>> 16, 0);
  head.writeUInt16LE(tag & 0xffff, 2);
  head.write(vr, 4, 'latin1');
  if (long) head.writeUInt32LE(value.length, 8);
  else head.writeUInt16LE(value.length, 6);
  return Buffer.concat([head, value]);
}

function item(content: Buffer): Buffer {
  return implicit(0xfffee000, '', content);
}

function uid(text: string): Buffer {
  return Buffer.from(text.length % 2 === 1 ? `${text}\0` : text, 'latin1');
}
