import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { endWithUs, stopProcess } from '../servers/process.ts';

const run = promisify(execFile);
/** A peer that is not up by then will not be, ms. */
const READY_WITHIN_MS = 20_000;

/** Of a WebRTC transport of mediasoup: what its far end must know. */
export interface TransportOffer {
  iceParameters: { usernameFragment: string; password: string };
  iceCandidates: readonly { ip: string; port: number; protocol: string }[];
}

/** Packets since the mark. `expected`: by the sequence numbers of what arrived. */
export interface Counts {
  expected: number;
  received: number;
  sent: number;
}

/** The far ends of WebRTC transports in a process of their own (`rtppeers.c`). */
export class RtpPeers {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #waiting = new Map<string, (rest: string) => void>();
  #last = 0;
  /** SHA-256 of the certificate that all have. */
  readonly fingerprint: string;

  static async start(core: number): Promise<RtpPeers> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-peers-'));
    const program = join(folder, 'rtppeers');
    const source = fileURLToPath(new URL('rtppeers.c', import.meta.url));
    await run('cc', ['-O2', '-w', '-o', program, source, '-lsrtp2', '-lssl', '-lcrypto']);
    const child = spawn('taskset', ['-c', String(core), program], { stdio: ['pipe', 'pipe', 'inherit'] });
    endWithUs(child);
    const lines = createInterface({ input: child.stdout! });
    const fingerprint = await new Promise<string>((resolve) => lines.once('line', resolve));
    const peers = new RtpPeers(child, folder, fingerprint);
    lines.on('line', (line) => peers.#heard(line));
    return peers;
  }

  private constructor(child: ChildProcess, folder: string, fingerprint: string) {
    this.#child = child;
    this.#folder = folder;
    this.fingerprint = fingerprint;
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Takes the far end of a transport; resolves when ICE and DTLS are up. The near end must know `fingerprint` before. */
  async add({ iceParameters, iceCandidates }: TransportOffer): Promise<number> {
    const id = ++this.#last;
    const { ip, port } = iceCandidates.find(({ protocol }) => protocol === 'udp')!;
    this.#say(`add ${id} ${ip} ${port} ${iceParameters.usernameFragment} ${iceParameters.password}`);
    await this.#answer(`ready ${id}`);
    return id;
  }

  /** Speech or a picture, from now on. */
  send(id: number, kind: 'audio' | 'video', ssrc: number): void {
    this.#say(`send ${id} ${kind} ${ssrc}`);
  }

  /** What arrives within that time. */
  async measure(ms: number): Promise<Counts> {
    this.#say('mark');
    await this.#answer('marked');
    await pause(ms);
    this.#say('count');
    const [expected, received, sent] = (await this.#answer('count')).split(' ').map(Number) as [number, number, number];
    return { expected, received, sent };
  }

  async close(): Promise<void> {
    await stopProcess(this.#child);
    await rm(this.#folder, { recursive: true, force: true });
  }

  #say(line: string): void {
    this.#child.stdin!.write(`${line}\n`);
  }

  #heard(line: string): void {
    const [name, ...rest] = line.split(' ');
    const key = name === 'ready' ? line : name!;
    this.#waiting.get(key)?.(rest.join(' '));
    this.#waiting.delete(key);
  }

  #answer(key: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no "${key}" from the peers`)), READY_WITHIN_MS);
      this.#waiting.set(key, (rest) => {
        clearTimeout(timer);
        resolve(rest);
      });
    });
  }
}
