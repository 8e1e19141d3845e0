import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { root } from './files.ts';
import { layeringFaults } from './layering.ts';
import { specFaults } from './spec-rules.ts';

export interface Step {
  name: string;
  run(): Promise<boolean>;
}

const bin = (path: string) => join(root, 'node_modules', path);

/** Runs a program of the project, its output going straight through. */
export function program(name: string, command: string, args: string[], env: Record<string, string> = {}): Step {
  return {
    name,
    run: () =>
      new Promise((resolve) => {
        spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } }).on('close', (code) =>
          resolve(code === 0),
        );
      }),
  };
}

function faults(name: string, find: () => string[]): Step {
  return {
    name,
    run: async () => {
      const found = find();
      for (const fault of found) console.log(fault);
      return found.length === 0;
    },
  };
}

/** Types, lint, layering and rules: no browser, no network, no server. */
export const staticSteps: Step[] = [
  program('types', bin('.bin/tsc'), ['-p', '.', '--noEmit', '--incremental', '--tsBuildInfoFile', join(root, '.cache/types.tsbuildinfo')]),
  program('lint', bin('.bin/biome'), ['check', '--diagnostic-level=error', '.']),
  faults('layering', layeringFaults),
  faults('rules of docs/spec', specFaults),
];

export const vitest = (projects: string[], extra: string[] = []): Step =>
  program(`tests: ${projects.join(', ')}`, process.execPath, [
    bin('vitest/vitest.mjs'),
    'run',
    ...projects.flatMap((project) => ['--project', project]),
    ...extra,
  ]);
