import type { DeliveryFaultCode } from '#shared/protocol/deliver.ts';

/** Why a document did not arrive. Says nothing of its content. */
export class DeliveryFault extends Error {
  readonly code: DeliveryFaultCode;
  constructor(code: DeliveryFaultCode, options: { cause?: unknown } = {}) {
    super(code, options);
    this.name = 'DeliveryFault';
    this.code = code;
  }
}
