import { rm } from 'node:fs/promises';
import { INTAKE, type IntakeCode } from '#shared/protocol/intake.ts';
import { isUid } from '../gate/uid.ts';
import type { SpoolFile } from '../spool-file.ts';
import { type Command, encodeResponse } from './command.ts';
import { type AcceptedContext, answer, type Messages, type Sink } from './messages.ts';
import { part10Header } from './part10.ts';

/** C-STORE statuses of PS3.7 §9.1.1 and §C.5 that no finding of the gate stands for. */
const INVALID_INSTANCE = 0x0117;
const CLASS_DOES_NOT_FIT = 0xa900;
const NO_DATA_SET = 0xc000;

/**
 * The data set of a C-STORE, streamed into the spool behind a meta group of our own. Answered when it is stored for good: file,
 * directory and row, or refused with the status and the reason of what was found.
 */
export function storeSink(messages: Messages, command: Command, context: AcceptedContext): Sink {
  const { host, id, request, organisationId } = messages.options;
  const respond = (status: number, code: string, bytes: number, comment: string): void => {
    messages.objects += status === 0 || (status & 0xf000) === 0xb000 ? 1 : 0;
    messages.bytes += bytes;
    messages.send(context, encodeResponse(command, status, comment));
    host.event({ type: 'object', id, at: Date.now(), code, status, bytes });
  };
  if (!command.hasDataSet) return answer(() => respond(NO_DATA_SET, 'DICOM_PARSE', 0, 'no data set'));
  if (command.sopClassUid !== context.abstractSyntax)
    return answer(() => respond(CLASS_DOES_NOT_FIT, 'DICOM_UID_MISMATCH', 0, 'SOP class of another context'));
  if (!isUid(command.sopInstanceUid)) return answer(() => respond(INVALID_INSTANCE, 'DICOM_UID_INVALID', 0, 'SOP instance UID'));

  const file: SpoolFile = host.begin();
  let bytes = 0;
  void file.write(part10Header(command.sopClassUid, command.sopInstanceUid, context.transferSyntax, request.callingAe));
  return {
    write: (piece) => {
      bytes += piece.length;
      return file.write(piece);
    },
    end: async () => {
      const received = await file.end();
      if (!received.ok) {
        respond(INTAKE[received.code].status, received.code, bytes, comment(received.code));
        return;
      }
      const source = { organisationId, door: 'dimse', sender: request.callingAe } as const;
      const accepted = await host.accept(received.spooled, source).catch(async () => {
        await rm(received.spooled.path, { force: true });
        return { code: 'STORE_FAILED', status: INTAKE.STORE_FAILED.status } as const;
      });
      respond(accepted.status, accepted.code, bytes, accepted.status === 0 ? '' : comment(accepted.code));
    },
    abort: () => file.abort(),
  };
}

/** Error Comment (0000,0902), at most 64 characters: the code, then as much of the advice as fits. */
function comment(code: IntakeCode): string {
  return `${code}: ${INTAKE[code].advice}`.replace(/[^ -~]/g, '?');
}
