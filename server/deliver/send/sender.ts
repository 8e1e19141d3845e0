/** One document as it goes out. */
export interface Outgoing {
  bytes: Uint8Array;
  /** MSH-10 or SOP Instance UID. */
  identifier: string;
  consultId: string;
}

/** The way to one destination. Documents are given to it one after another. */
export interface Sender {
  /** Resolves when the receiver has acknowledged it; throws `DeliveryFault`. */
  send(document: Outgoing, signal: AbortSignal): Promise<void>;
  /** Nothing more for now: connections may end. */
  close(): void;
}

/** What both sides of encrypted connections show, and whom they believe. */
export interface ClientTls {
  certFile: string;
  keyFile: string;
  caFile: string | undefined;
}
