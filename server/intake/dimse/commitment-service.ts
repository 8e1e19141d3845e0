import { type Command, encodeResponse } from './command.ts';
import { encodeCommitmentReport, newTransactionId, parseCommitmentRequest } from './commitment.ts';
import type { CommitmentTransaction } from './context.ts';
import type { AcceptedContext, Messages } from './messages.ts';
import { STORAGE_COMMITMENT_INSTANCE } from './negotiate.ts';

/** N-ACTION statuses (PS3.7 §10.1.4.1.10) */
const NO_SUCH_INSTANCE = 0x0112;
const NO_SUCH_ACTION = 0x0123;
const INVALID_ARGUMENT = 0x0115;

/**
 * Storage commitment within one association (PS3.4 §J): the request is durable before it is answered; the report follows on the
 * same association when the objects are read again soon enough, else whoever keeps the transactions sends it on a new one.
 */
export class CommitmentService {
  readonly #messages: Messages;
  /** Reports sent here and not answered yet: message id → transaction id. */
  readonly #sent = new Map<number, string>();
  #nextMessageId = 1;
  #over = false;

  constructor(messages: Messages) {
    this.#messages = messages;
  }

  async request(command: Command, context: AcceptedContext, bytes: Buffer): Promise<void> {
    const { host, organisationId, request } = this.#messages.options;
    const refuse = (status: number): void => this.#messages.send(context, encodeResponse(command, status));
    if (command.sopInstanceUid !== STORAGE_COMMITMENT_INSTANCE) return refuse(NO_SUCH_INSTANCE);
    if (command.actionType !== 1) return refuse(NO_SUCH_ACTION);
    const asked = parseCommitmentRequest(bytes, context.transferSyntax);
    if (asked === null) return refuse(INVALID_ARGUMENT);
    const now = Date.now();
    const transaction: CommitmentTransaction = {
      id: newTransactionId(),
      organisationId,
      callingAe: request.callingAe,
      calledAe: request.calledAe,
      ...asked,
      requestedAt: now,
      attempts: 0,
      nextAttemptAt: now + host.limits.promptReport + host.limits.reportAnswer,
    };
    await host.saveCommitment(transaction);
    this.#messages.send(context, encodeResponse(command, 0x0000));
    const report = this.#report(transaction, context);
    await Promise.race([report, new Promise<void>((resolve) => setTimeout(resolve, host.limits.promptReport).unref())]);
  }

  /** N-EVENT-REPORT-RSP: the sender has it. */
  answered(command: Command): void {
    const id = this.#sent.get(command.respondedId);
    if (id === undefined || command.status !== 0) return;
    this.#sent.delete(command.respondedId);
    void this.#messages.options.host.commitmentDone(id);
  }

  end(): void {
    this.#over = true;
  }

  async #report(transaction: CommitmentTransaction, context: AcceptedContext): Promise<void> {
    const { host } = this.#messages.options;
    try {
      const result = await host.verifyStored(transaction.organisationId, transaction.items);
      if (this.#over) return;
      const messageId = this.#nextMessageId++;
      this.#sent.set(messageId, transaction.id);
      const { command, dataSet } = encodeCommitmentReport(transaction.transactionUid, result, messageId, context.transferSyntax);
      this.#messages.send(context, command, dataSet);
    } catch {
      // The transaction is kept: the report is tried again on a new association.
    }
  }
}
