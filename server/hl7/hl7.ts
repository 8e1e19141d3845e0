import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { HL7, type Hl7Code, type Hl7Rule } from '#shared/protocol/hl7.ts';
import { newId } from '../identity/new-id.ts';
import type { Bus } from '../store/bus.ts';
import type { Database } from '../store/database.ts';
import { acknowledge } from './ack.ts';
import type { Heard, Outcome } from './hear.ts';
import { Hl7Fault } from './message/fault.ts';
import type { Header } from './message/header.ts';
import { headerOf, type Leniency, parseMessage, STRICT } from './message/parse.ts';
import { instantOf } from './message/time.ts';
import type { Answers } from './mllp/connection.ts';
import { type MllpListen, MllpListener } from './mllp/listener.ts';
import { readFacts } from './read-facts.ts';
import { type Sender, senderOf } from './senders.ts';

export interface Hl7Deps {
  db: Database;
  bus: Bus;
  logger: Logger;
}

/** Hospital systems speak here (HL7 v2 over MLLP). */
export class Hl7 {
  readonly #deps: Hl7Deps;
  #listener: MllpListener | null = null;

  constructor(deps: Hl7Deps) {
    this.#deps = deps;
  }

  get port(): number | null {
    return this.#listener?.port ?? null;
  }

  async listen(where: MllpListen): Promise<void> {
    this.#listener = await MllpListener.listen(where, (address) => ({
      message: (bytes) => this.#take(bytes, address),
      tooLarge: (head) => this.#refuse(headerOf(head)?.header ?? null, 'HL7_TOO_LARGE', address),
      fault: (fault) => this.#deps.logger.warn({ code: fault, address }, 'an HL7 connection was ended'),
    }));
  }

  async close(): Promise<void> {
    await this.#listener?.close();
  }

  /** One message: kept and applied, then answered. Never rejects. */
  async #take(bytes: Buffer, address: string): Promise<Answers> {
    const header = headerOf(bytes)?.header ?? null;
    try {
      const sender = header === null ? undefined : await senderOf(this.#deps.db, header.facility, address);
      if (header !== null && sender === undefined) return this.#refuse(header, tenantFault(bytes), address);
      const content = understand(bytes, sender ?? STRICT);
      if (header === null || sender === undefined || header.controlId === '')
        return this.#refuse(header, 'fault' in content ? content.fault : 'HL7_NO_MSH', address);
      const { code, consults } = await this.#deps.db.call<Heard, Outcome>('hear', heardOf(header, sender, bytes, content));
      for (const consultId of consults) this.#deps.bus.emit('consult', { consultId });
      if (HL7[code].ack !== 'AA') this.#deps.logger.warn({ code, address }, 'an HL7 message was not taken');
      return answers(header, code);
    } catch (error) {
      this.#deps.logger.error({ error: (error as Error).name }, 'an HL7 message could not be stored');
      return answers(header, 'HL7_NOT_STORED');
    }
  }

  #refuse(header: Header | null, code: Hl7Code, address: string): Answers {
    this.#deps.logger.warn({ code, address }, 'an HL7 message was not taken');
    return answers(header, code);
  }
}

/** What is wrong with the message itself goes before who may send it. */
function tenantFault(bytes: Buffer): Hl7Code {
  const content = understand(bytes, STRICT);
  return 'fault' in content && content.fault !== 'HL7_SEGMENT_SEPARATOR' && content.fault !== 'HL7_CHARSET_INVALID'
    ? content.fault
    : 'HL7_TENANT_MISMATCH';
}

/** The facts of a message, or why there are none. */
export function understand(bytes: Buffer, leniency: Leniency): Heard['content'] {
  try {
    const { header, message } = parseMessage(bytes, leniency, Date.now());
    return { facts: readFacts(header, message, leniency.zone) };
  } catch (error) {
    if (error instanceof Hl7Fault) return { fault: error.code };
    // The parser's own words may quote the message.
    return { fault: 'HL7_SEGMENT_INVALID' };
  }
}

function heardOf(header: Header, sender: Sender, bytes: Buffer, content: Heard['content']): Heard {
  return {
    organisationId: sender.organisationId,
    sender: `${header.application}|${header.facility}`.slice(0, 400),
    controlId: header.controlId.slice(0, 400),
    bodySha256: createHash('sha256').update(bytes).digest('hex'),
    type: `${header.type}^${header.event}`.slice(0, 20),
    sentAt: instantOf(header.time, sender.zone),
    raw: bytes,
    content,
  };
}

/** Original mode: one answer. Enhanced mode (MSH-15, MSH-16; table 0155): accept and application, as they are asked for. */
function answers(header: Header | null, code: Hl7Code): Answers {
  const now = Date.now();
  const good = HL7[code].ack === 'AA';
  const wanted = (condition: string) => condition === 'AL' || condition === (good ? 'SU' : 'ER');
  const { close = false }: Hl7Rule = HL7[code];
  if (header === null || (header.acceptAck === '' && header.applicationAck === ''))
    return { messages: [acknowledge(header, code, 'application', newId(), now)], close };
  const kinds = [
    ...(wanted(header.acceptAck) ? (['accept'] as const) : []),
    ...(wanted(header.applicationAck) ? (['application'] as const) : []),
  ];
  return { messages: kinds.map((kind) => acknowledge(header, code, kind, newId(), now)), close };
}
