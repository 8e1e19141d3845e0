import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './files.ts';

/** `npm run dev`: the server with watch, and Vite's dev server in front of it. Ends both when one ends. */
const children = [
  spawn(process.execPath, ['--watch', 'server/main.ts'], { cwd: root, stdio: 'inherit' }),
  spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js')], { cwd: root, stdio: 'inherit' }),
];
for (const child of children) {
  child.on('exit', (code) => {
    for (const other of children) other.kill('SIGTERM');
    process.exitCode ??= code ?? 0;
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void children.map((child) => child.kill(signal)));
