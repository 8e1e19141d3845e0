import { connect, createServer, type Socket } from 'node:net';

const passed = new Set<Socket>();

/** Ends what is being passed on: a browser would go on using a connection whose line is gone. */
export async function cutForwarded(_: object): Promise<void> {
  for (const near of passed) near.destroy();
}

/** Passes connections to 127.0.0.1 on to a server behind the line: browsers give their full powers to this address only. */
export async function forward({ port, host }: { port: number; host: string }): Promise<void> {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host, noDelay: true });
    near.pipe(far).pipe(near);
    passed.add(near);
    near.once('close', () => {
      passed.delete(near);
      far.destroy();
    });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}
