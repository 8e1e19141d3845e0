import type { SideAnswer, SideCall } from './side.ts';
import { tasks } from './tasks.ts';

/** The process of `SideProcess`. */
process.on('message', (message) => {
  const { id, task, argument } = message as SideCall;
  const run = tasks[task] as (argument: unknown) => Promise<unknown>;
  const answer = (rest: Partial<SideAnswer>) => process.send?.({ id, ...rest });
  run(argument).then(
    (value) => answer({ value }),
    (error: unknown) => answer({ fault: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
  );
});
process.on('SIGTERM', () => process.exit(0));
