import { type Step, staticSteps, vitest } from './steps.ts';

/** `npm run check`: types, lint, layering, rules and unit tests, all of them even when one fails. */

const told = async (step: Step): Promise<boolean> => {
  const started = performance.now();
  const good = await step.run();
  console.log(`${good ? 'ok    ' : 'FAILED'} ${step.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  return good;
};
// The compiler has one core, the other static steps the second; the tests need both.
const answers = await Promise.all(staticSteps.map(told));
answers.push(await told(vitest(['unit', 'solid'])));
process.exitCode = answers.every(Boolean) ? 0 : 1;
