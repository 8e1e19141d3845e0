import { annotate, twoPeople } from '../collab/on-link.ts';
import { cutForwarded, forward } from '../first-picture/forward.ts';
import { openConsult, sendSeries } from '../first-picture/hub-tasks.ts';
import { loadOrthanc, loadOurs } from './load.ts';
import { oursRun } from './ours-client.ts';
import { serveBytes, tcpRun } from './tcp.ts';
import { wadoRun } from './wado-client.ts';

/** What a `SideProcess` can be told to do. */
export const tasks = {
  loadOurs,
  loadOrthanc,
  serveBytes,
  oursRun,
  tcpRun,
  wadoRun,
  forward,
  cutForwarded,
  openConsult,
  sendSeries,
  annotate,
  twoPeople,
};
export type Tasks = typeof tasks;
export type TaskName = keyof Tasks;
