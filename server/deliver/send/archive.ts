import { rm } from 'node:fs/promises';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import type { Intake } from '../../intake/thread.ts';
import type { Accepted, Source, Spooled } from '../../intake/types.ts';
import { DeliveryFault } from '../fault.ts';
import type { Sender } from './sender.ts';

export interface ArchiveDeps {
  intake: Pick<Intake, 'receive'>;
  accept(spooled: Spooled, source: Source): Promise<Accepted>;
}

const BUSY: ReadonlySet<IntakeCode> = new Set(['STORAGE_FULL', 'STORE_FAILED']);

/** The site's own archive, through the same gate as everybody: a document that is there already is there once. */
export function archiveSender(organisationId: string, { intake, accept }: ArchiveDeps): Sender {
  return {
    send: async ({ bytes, consultId }) => {
      const receiver = intake.receive();
      const brake = receiver.write(bytes);
      if (brake !== undefined) await brake;
      const received = await receiver.end();
      const code = received.ok ? await store(received.spooled) : received.code;
      if (INTAKE[code].outcome === 'stored') return;
      if (BUSY.has(code)) throw new DeliveryFault('ARCHIVE_BUSY');
      throw new DeliveryFault(INTAKE[code].outcome === 'quarantine' ? 'KEPT_ASIDE' : 'NOT_MADE');

      async function store(spooled: Spooled): Promise<IntakeCode> {
        try {
          return (await accept(spooled, { organisationId, door: 'own', sender: 'hyperacute', consultId })).code;
        } catch {
          await rm(spooled.path, { force: true });
          return 'STORE_FAILED';
        }
      }
    },
    close: () => undefined,
  };
}
