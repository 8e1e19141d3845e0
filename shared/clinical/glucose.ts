import { AHA_2026, secondary } from './source.ts';

/** mg/dL. Checked before thrombolysis; corrected first, and then disabling symptoms that persist count (§4.6.1 rec. 5 and 6). */
export const GLUCOSE = { lowBelow: 60, source: secondary(`${AHA_2026} §4.6.1 rec. 5, 6; the limit as in NeuroWiki`) } as const;
