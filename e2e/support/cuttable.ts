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
  let whole = true;
  const server = createServer({ pauseOnConnect: false }, (near) => {
    if (!whole) {
      // A dead line does not refuse: it says nothing.
      near.on('error', () => undefined);
      near.pause();
      return;
    }
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
      from.on('data', (data) => {
        if (whole) to.write(data);
      });
      from.on('error', end);
      from.on('close', end);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut: () => {
      whole = false;
    },
    // What was open during the cut stays dead, as through a NAT that forgot it; new connections pass.
    mend: () => {
      whole = true;
      for (const [near, far] of pairs) {
        near.removeAllListeners('data');
        far.removeAllListeners('data');
      }
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
