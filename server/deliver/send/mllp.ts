import type { z } from 'zod';
import type { mllpSettings } from '#shared/protocol/deliver.ts';
import { MLLP_PATIENCE, MllpClient, MllpClientFault } from '../../hl7/mllp/client.ts';
import { DeliveryFault } from '../fault.ts';
import { acknowledgement } from './acknowledgement.ts';
import type { ClientTls, Sender } from './sender.ts';
import { clientTls } from './tls.ts';

const FAULTS = {
  'no-connection': 'NO_CONNECTION',
  tls: 'TLS_FAILED',
  lost: 'CONNECTION_LOST',
  'no-answer': 'NO_ANSWER',
  invalid: 'ANSWER_INVALID',
} as const;

/** HL7 v2 over MLLP: one connection for as long as there is something to send. */
export function mllpSender(settings: z.infer<typeof mllpSettings>, own: ClientTls | undefined): Sender {
  let client: MllpClient | null = null;
  return {
    send: async ({ bytes, identifier }, signal) => {
      try {
        if (client?.open !== true) {
          const { host, port } = settings;
          client = await MllpClient.open({ host, port, tls: settings.tls ? clientTls(own) : null }, MLLP_PATIENCE, signal);
        }
        const answer = acknowledgement(await client.ask(bytes, signal));
        if (answer === null || answer.controlId !== identifier) {
          // What is said next on this connection could be the answer to something else.
          client.close();
          throw new DeliveryFault('ANSWER_INVALID');
        }
        if (answer.code === 'AE' || answer.code === 'CE') throw new DeliveryFault('HL7_ERROR');
        if (answer.code === 'AR' || answer.code === 'CR') throw new DeliveryFault('HL7_REJECTED');
      } catch (error) {
        throw error instanceof MllpClientFault ? new DeliveryFault(FAULTS[error.kind]) : error;
      }
    },
    close: () => client?.close(),
  };
}
