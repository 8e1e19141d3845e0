import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** One hostile case of the groups `ws` (raw frames) and `yjs` (one message, or several with `framing`). */
export interface CorpusCase {
  readonly id: string;
  readonly file: string;
  readonly encoding: 'identity' | 'gzip';
  readonly entry: ('ws' | 'yjs')[];
  readonly technique: string;
  readonly control: boolean;
  readonly expect: {
    readonly close?: number | null | (number | null)[];
    readonly doc_changed?: boolean;
    readonly peers_notified?: boolean;
    readonly reply?: string;
    readonly max_ms?: number;
  };
  readonly send?: {
    readonly opcode?: 'text';
    readonly framing?: 'u32be';
    readonly session?: 'revoked' | 'observer';
    readonly hold_s?: number;
  };
}

const folder = new URL('../../../e2e/fixtures/hostile/collab/', import.meta.url);

export function corpus(group: 'ws' | 'yjs'): CorpusCase[] {
  const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8')) as { items: CorpusCase[] };
  return manifest.items.filter((item) => item.entry.includes(group));
}

export function bytesOf(item: CorpusCase): Buffer {
  const bytes = readFileSync(new URL(item.file, folder));
  return item.encoding === 'gzip' ? gunzipSync(bytes) : bytes;
}

/** The WebSocket messages of a case. */
export function messagesOf(item: CorpusCase): Buffer[] {
  const bytes = bytesOf(item);
  if (item.send?.framing === undefined) return [bytes];
  const messages: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = bytes.readUInt32BE(at);
    messages.push(bytes.subarray(at + 4, at + 4 + size));
    at += 4 + size;
  }
  return messages;
}
