import { afterAll, beforeAll, beforeEach } from 'vitest';
import { CT } from './part10.ts';
import { startTestIntake, type TestIntake } from './test-intake.ts';
import { ANY_SYNTAX } from './test-scu.ts';

/** Short where the product's are long, so that the tests of the timers take no half minute. */
export const ARTIM = 1_200;

/** The intake of one file of tests; what it kept and told is forgotten before each. */
export function dimseIntake(): { readonly test: TestIntake; readonly port: number } {
  let test: TestIntake;
  beforeAll(async () => {
    test = await startTestIntake({ limits: { dimse: { artim: ARTIM, reportAnswer: 300 } } });
  });
  afterAll(() => test.close());
  beforeEach(() => {
    test.kept.length = 0;
    test.events.length = 0;
  });
  return {
    get test() {
      return test;
    },
    get port() {
      return test.intake.dimsePort!;
    },
  };
}

/** A presentation context of CT images. */
export const ct = (transferSyntaxes = ANY_SYNTAX) => ({ sopClass: CT, transferSyntaxes });
