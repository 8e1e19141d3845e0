import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
}

/** A WebSocket by hand: whatever bytes a test likes can be sent after a good handshake. */
export class RawSocket {
  readonly frames: Frame[] = [];
  closed = false;
  readonly #socket: Socket;
  #bytes: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed = true;
    });
  }

  static async open(port: number, path: string, personId: string): Promise<RawSocket> {
    const socket = connect(port, '127.0.0.1');
    const raw = new RawSocket(socket);
    const headers = `Host: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nx-person: ${personId}\r\n`;
    socket.write(`GET ${path} HTTP/1.1\r\n${headers}Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`);
    let head: Buffer = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) head = Buffer.concat([head, (await once(socket, 'data'))[0] as Buffer]);
    const at = head.indexOf('\r\n\r\n') + 4;
    if (!head.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(head.toString('latin1', 0, at));
    raw.#read(head.subarray(at));
    socket.on('data', (data: Buffer) => raw.#read(data));
    return raw;
  }

  /** Close code that the server sent; 1006 when it hung up without one; null while open. */
  get closeCode(): number | null {
    const close = this.frames.find(({ opcode }) => opcode === 8);
    if (close !== undefined) return close.payload.length >= 2 ? close.payload.readUInt16BE(0) : 1005;
    return this.closed ? 1006 : null;
  }

  get closeReason(): string {
    return this.frames.find(({ opcode }) => opcode === 8)?.payload.toString('utf8', 2) ?? '';
  }

  bytes(data: Uint8Array): void {
    this.#socket.write(data);
  }

  /** One masked frame (RFC 6455 §5.2). */
  message(payload: Uint8Array, opcode = 2): void {
    const size = payload.length;
    const header = Buffer.alloc(size < 126 ? 2 : size <= 0xffff ? 4 : 10);
    header[0] = 0x80 | opcode;
    header[1] = 0x80 | (size < 126 ? size : size <= 0xffff ? 126 : 127);
    if (header.length === 4) header.writeUInt16BE(size, 2);
    if (header.length === 10) header.writeBigUInt64BE(BigInt(size), 2);
    const mask = randomBytes(4);
    const body = Buffer.from(payload);
    for (let i = 0; i < size; i++) body[i]! ^= mask[i & 3]!;
    this.#socket.write(Buffer.concat([header, mask, body]));
  }

  /** Stops reading, as a client that hangs does. */
  stall(): void {
    this.#socket.pause();
  }

  destroy(): void {
    this.#socket.destroy();
  }

  #read(data: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, data]);
    for (;;) {
      if (this.#bytes.length < 2) return;
      const short = this.#bytes[1]! & 0x7f;
      const header = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.#bytes.length < header) return;
      const size = short < 126 ? short : short === 126 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2));
      if (this.#bytes.length < header + size) return;
      this.frames.push({ opcode: this.#bytes[0]! & 0x0f, payload: this.#bytes.subarray(header, header + size) });
      this.#bytes = this.#bytes.subarray(header + size);
    }
  }
}
