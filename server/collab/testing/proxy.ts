import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP relay whose line can be cut: nothing passes, nobody is told, new connections hang. As a pulled cable, not as a reset. */
export class CuttableProxy {
  readonly port: number;
  readonly #server: ReturnType<typeof createServer>;
  readonly #pairs = new Set<{ client: Socket; server: Socket }>();
  #cut = false;
  #target: number;

  private constructor(server: ReturnType<typeof createServer>, target: number) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client) => this.#relay(client));
  }

  static async to(target: number): Promise<CuttableProxy> {
    const server = createServer({ pauseOnConnect: true });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CuttableProxy(server, target);
  }

  /** From now on connects to another port: the server came back there. */
  retarget(port: number): void {
    this.#target = port;
  }

  cut(): void {
    this.#cut = true;
    for (const { client, server } of this.#pairs) {
      client.pause();
      server.pause();
    }
  }

  /** The line is back. What hung meanwhile is lost, as after a router's restart. */
  heal(): void {
    this.#cut = false;
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    this.#pairs.clear();
  }

  close(): void {
    this.#cut = true;
    for (const { client, server } of this.#pairs) {
      client.destroy();
      server.destroy();
    }
    this.#server.close();
  }

  #relay(client: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    const pair = { client, server };
    this.#pairs.add(pair);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (data) => to.write(data));
      from.on('error', () => {});
      from.on('close', () => {
        // While the line is cut, nobody hears of the other end's death.
        if (this.#cut) return;
        this.#pairs.delete(pair);
        to.destroy();
      });
      if (this.#cut) from.pause();
      else from.resume();
    }
  }
}
