import type { ChartEntry, Statement } from '../../protocol/chart/chart.ts';
import { dispositionRefusals } from './disposition.ts';
import { examRefusals } from './exam.ts';
import { imagingRefusals } from './imaging.ts';
import { noteRefusals } from './note.ts';
import { observationRefusals } from './observations.ts';
import type { Circumstances, Refusal, Refusals } from './refusal.ts';
import { timeRefusals } from './times.ts';
import { treatmentRefusals } from './treatment.ts';

const REFUSALS: Refusals = {
  ...timeRefusals,
  ...examRefusals,
  ...observationRefusals,
  ...imagingRefusals,
  ...treatmentRefusals,
  ...dispositionRefusals,
  ...noteRefusals,
};

/** Why the statement cannot be entered into this chart; null when it can. The server asks it in the transaction that enters. */
export function refusalOf(entries: readonly ChartEntry[], statement: Statement, circumstances: Circumstances): Refusal {
  const judge = REFUSALS[statement.kind] as
    | ((entries: readonly ChartEntry[], body: unknown, circumstances: Circumstances) => Refusal)
    | undefined;
  return judge?.(entries, statement.body, circumstances) ?? null;
}
