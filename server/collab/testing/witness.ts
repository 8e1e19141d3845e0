import { WebSocket as NodeWebSocket } from 'ws';
import { COLLAB_MESSAGE, SYNC_STEP } from '#shared/protocol/collab.ts';

/**
 * Keeps a person's ledger: what the server has confirmed as durable. Every mark's newest version at the time a message went out counts as
 * confirmed once that message is.
 */
export class Witness {
  /** Newest version of each mark in this person's browser; an erased one has a version too. */
  readonly versions = new Map<string, number>();
  /** Versions are never given twice, not by another browser of the person either. */
  given = 0;
  /** Version with which the author erased a mark. */
  readonly erased = new Map<string, number>();
  /** Newest confirmed version. */
  readonly confirmed = new Map<string, number>();

  /** WebSocket that reads along; `headers` say who it is. */
  webSocket(headers: Record<string, string>): typeof WebSocket {
    const witness = this;
    return class extends NodeWebSocket {
      readonly #sent: Map<string, number>[] = [];
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols, { headers });
        this.on('message', (data: Buffer | ArrayBuffer) => {
          const bytes = new Uint8Array(data as ArrayBuffer);
          if (bytes[0] !== COLLAB_MESSAGE.saved) return;
          let count = 0;
          let at = 1;
          for (let factor = 1; ; factor *= 128) {
            count += (bytes[at]! & 127) * factor;
            if (bytes[at++]! < 128) break;
          }
          for (const [uid, version] of this.#sent[count - 1] ?? [])
            witness.confirmed.set(uid, Math.max(version, witness.confirmed.get(uid) ?? 0));
        });
      }

      override send(data: Uint8Array): void {
        const carries = data[0] === COLLAB_MESSAGE.sync && (data[1] === SYNC_STEP.step2 || data[1] === SYNC_STEP.update);
        if (carries) this.#sent.push(new Map(witness.versions));
        super.send(data);
      }
    } as unknown as typeof WebSocket;
  }
}
