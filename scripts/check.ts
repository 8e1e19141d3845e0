import { staticSteps, vitest } from './steps.ts';

/** `npm run check`: types, lint, layering, rules and unit tests, all of them even when one fails. */
let failed = 0;
for (const step of [...staticSteps, vitest(['unit', 'solid'])]) {
  const started = performance.now();
  const good = await step.run();
  if (!good) failed++;
  console.log(`${good ? 'ok    ' : 'FAILED'} ${step.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
}
process.exitCode = failed === 0 ? 0 : 1;
