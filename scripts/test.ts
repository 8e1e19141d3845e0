import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { staticSteps, vitest } from './steps.ts';

/** `npm test`: everything. Closes with `N passed, N failed, N skipped`; a static step that fails counts as one failure. */
const folder = mkdtempSync(join(tmpdir(), 'hyperacute-test-'));
const totals = { passed: 0, failed: 0, skipped: 0 };

for (const step of staticSteps) {
  const good = await step.run();
  totals[good ? 'passed' : 'failed']++;
  console.log(`${good ? 'ok' : 'FAILED'}: ${step.name}`);
}

for (const project of ['unit', 'solid', 'integration', 'media', 'e2e']) {
  const report = join(folder, `${project}.json`);
  const good = await vitest([project], ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]).run();
  add(report, good);
}
rmSync(folder, { recursive: true });
console.log(`${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exitCode = totals.failed === 0 ? 0 : 1;

function add(report: string, good: boolean): void {
  try {
    const counts = JSON.parse(readFileSync(report, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
      numTodoTests: number;
    };
    totals.passed += counts.numPassedTests;
    totals.failed += counts.numFailedTests;
    totals.skipped += counts.numPendingTests + counts.numTodoTests;
    // A file that could not even be loaded fails no test but fails the run.
    if (!good && counts.numFailedTests === 0) totals.failed++;
  } catch {
    totals.failed++;
  }
}
