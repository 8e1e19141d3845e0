import { connect, createServer } from 'node:net';

/** Passes connections to 127.0.0.1 on to a server behind the line: browsers give their full powers to this address only. */
export async function forward({ port, host }: { port: number; host: string }): Promise<void> {
  const server = createServer({ noDelay: true }, (near) => {
    const far = connect({ port, host, noDelay: true });
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
}
