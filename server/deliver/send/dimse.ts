import type { z } from 'zod';
import type { dimseSettings } from '#shared/protocol/deliver.ts';
import { encodeCommand } from '../../intake/dimse/command.ts';
import { AssociationFault } from '../../intake/dimse/pdu.ts';
import { Requestor, ScuFault } from '../../intake/dimse/scu.ts';
import { DeliveryFault } from '../fault.ts';
import { KEY_OBJECT_SELECTION } from '../make/dicom/kos.ts';
import { COMPREHENSIVE_3D_SR } from '../make/dicom/sr.ts';
import { dataSetOf } from './part10.ts';
import type { ClientTls, Outgoing, Sender } from './sender.ts';
import { clientTls } from './tls.ts';

const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';
/** Presentation contexts: the class decides which. */
const CONTEXTS = { sr: { id: 1, uid: COMPREHENSIVE_3D_SR }, kos: { id: 3, uid: KEY_OBJECT_SELECTION } } as const;
/** Any one answer of a PACS may take so long, ms. */
const PATIENCE = 30_000;

const C_STORE_RQ = 0x0001;
const C_STORE_RSP = 0x8001;
/** The same SOP instance is there: sent before, and the answer was lost (PS3.7 §C.5.8). */
const DUPLICATE = 0x0111;

/** C-STORE: one association for as long as there is something to send, the same bytes each time. */
export function dimseSender(settings: z.infer<typeof dimseSettings>, own: ClientTls | undefined): Sender {
  let requestor: Requestor | null = null;
  let messageId = 0;
  const store = async ({ bytes, identifier }: Outgoing, kind: 'sr' | 'kos'): Promise<void> => {
    const { tls, ...target } = settings;
    requestor ??= await Requestor.open(
      { ...target, ...(tls ? { tls: clientTls(own) } : {}) },
      Object.values(CONTEXTS).map(({ id, uid }) => ({ id, abstractSyntax: uid, transferSyntaxes: [EXPLICIT_LITTLE_ENDIAN] })),
      PATIENCE,
    );
    const { id, uid } = CONTEXTS[kind];
    if (requestor.contexts.get(id) !== EXPLICIT_LITTLE_ENDIAN) throw new DeliveryFault('CLASS_REFUSED');
    messageId = (messageId % 0xffff) + 1;
    const command = encodeCommand([
      [0x0002, uid],
      [0x0100, C_STORE_RQ],
      [0x0110, messageId],
      // Priority: medium. Data set: present.
      [0x0700, 0],
      [0x0800, 1],
      [0x1000, identifier],
    ]);
    requestor.send(id, command, dataSetOf(bytes));
    const answer = await requestor.receive();
    if (answer.command.field !== C_STORE_RSP || answer.command.respondedId !== messageId) throw new DeliveryFault('ANSWER_INVALID');
    judge(answer.command.status);
  };
  return {
    send: async (document, signal) => {
      const abort = (): void => requestor?.abort();
      signal.addEventListener('abort', abort, { once: true });
      try {
        await store(document, kindOf(document.bytes));
      } catch (error) {
        const fault = faultOf(error);
        // An answer about the object leaves the association whole; anything else does not.
        if (!WHOLE.has(fault.code)) {
          requestor?.abort();
          requestor = null;
        }
        throw fault;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    close: () => {
      void requestor?.release();
      requestor = null;
    },
  };
}

const WHOLE: ReadonlySet<string> = new Set(['CLASS_REFUSED', 'STORE_REFUSED', 'RECEIVER_BUSY', 'RECEIVER_ERROR']);

/** PS3.4 Table B.2-1: success and warnings are storage; A7xx is no room; 0110H and 0213H are the receiver's own trouble. */
function judge(status: number): void {
  if (status === 0 || status === DUPLICATE || (status & 0xf000) === 0xb000 || status === 0x0107) return;
  if ((status & 0xff00) === 0xa700) throw new DeliveryFault('RECEIVER_BUSY');
  if (status === 0x0110 || status === 0x0213) throw new DeliveryFault('RECEIVER_ERROR');
  if (status === 0x0124) throw new DeliveryFault('NOT_ALLOWED');
  throw new DeliveryFault(status === 0x0122 ? 'CLASS_REFUSED' : 'STORE_REFUSED');
}

function faultOf(error: unknown): DeliveryFault {
  if (error instanceof DeliveryFault) return error;
  if (error instanceof ScuFault) {
    if (error.message === 'no connection') return new DeliveryFault('NO_CONNECTION');
    if (error.message === 'no encryption') return new DeliveryFault('TLS_FAILED');
    if (error.message.startsWith('association refused')) return new DeliveryFault('NOT_ALLOWED');
    if (error.message === 'no answer in time') return new DeliveryFault('NO_ANSWER');
    return new DeliveryFault(error.message === 'no DICOM peer' ? 'ANSWER_INVALID' : 'CONNECTION_LOST');
  }
  if (error instanceof AssociationFault) return new DeliveryFault(error.code === 'ASSOCIATION_LOST' ? 'CONNECTION_LOST' : 'ANSWER_INVALID');
  throw error;
}

/** By the SOP class in the meta group: both are ours. */
const kindOf = (bytes: Uint8Array): 'sr' | 'kos' =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(0, 512).includes(KEY_OBJECT_SELECTION) ? 'kos' : 'sr';
