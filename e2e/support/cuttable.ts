import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy in front of a server whose line can be cut without either end being told: no FIN, no RST, only silence. */
export interface CuttableLine {
  url: string;
  cut(): void;
  mend(): void;
  close(): void;
}

/** `port`: where the server listens, or will. */
export async function cuttableLine(port: number): Promise<CuttableLine> {
  const pairs = new Set<[Socket, Socket]>();
  const waiting = new Set<Socket>();
  let whole = true;

  const join = (near: Socket): void => {
    const far = connect(port, '127.0.0.1');
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (data) => whole && to.write(data));
      from.on('error', end);
      from.on('close', end);
    }
  };
  const server = createServer({ pauseOnConnect: true }, (near) => {
    near.on('error', () => undefined);
    near.on('close', () => waiting.delete(near));
    if (whole) join(near);
    else waiting.add(near);
    if (whole) near.resume();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      whole = false;
    },
    // What was open when the line was cut stays dead, as through a NAT that forgot it; what was being opened meanwhile goes through,
    // as a repeated SYN does.
    mend: () => {
      for (const pair of pairs) for (const socket of pair) socket.removeAllListeners('data');
      pairs.clear();
      whole = true;
      for (const near of waiting) {
        join(near);
        near.resume();
      }
      waiting.clear();
    },
    close: () => {
      server.close();
      for (const pair of pairs) for (const socket of pair) socket.destroy();
    },
  };
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
