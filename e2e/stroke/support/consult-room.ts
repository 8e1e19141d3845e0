import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import type { Body, ChartEntry, Kind } from '#shared/protocol/chart/chart.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import type { PersonKey, Session } from '../../support/api.ts';
import { arrive, type Person } from '../../support/people.ts';
import type { TestServer } from '../../support/server.ts';

/** A consult of an invented patient, without images. */
export async function openConsult(spoke: Session, patient: { mrn: string; name: string; birthDate?: string }): Promise<string> {
  return (await spoke.json<ConsultSummary>('/api/consults', { method: 'POST', body: JSON.stringify(patient) })).id;
}

/** Enters by HTTP what a test only needs to be there. */
export async function state<K extends Kind>(who: Session, consultId: string, kind: K, body: Body<K>): Promise<void> {
  await who.json(`/api/consults/${consultId}/chart`, { method: 'POST', body: JSON.stringify({ id: randomUUID(), kind, body }) });
}
export const chartOf = async (who: Session, consultId: string): Promise<ChartEntry[]> =>
  (await who.json<{ entries: ChartEntry[] }>(`/api/consults/${consultId}/chart`)).entries;

export type PanelTab = 'Reading' | 'Exam' | 'Imaging scores' | 'Treatment' | 'Disposition' | 'Timeline';

export interface AtPanel extends Person {
  /** The panel that is open. */
  panel: Locator;
  open(tab: PanelTab): Promise<void>;
}

/** A person in the room, with that panel open. */
export async function inRoom(
  browser: Browser,
  server: TestServer,
  who: PersonKey,
  consultId: string,
  tab: PanelTab,
  options: BrowserContextOptions = {},
  prepare?: (context: BrowserContext) => Promise<unknown>,
): Promise<AtPanel> {
  const person = await arrive(browser, server, who, options, async (context) => void (await prepare?.(context)));
  const { page } = person;
  await page.goto(`${server.url}/consults/${consultId}`);
  const panel = page.getByRole('tabpanel');
  const open = async (name: PanelTab) => {
    const choose = page.getByRole('tab', { name, exact: true });
    // On a phone the panel is a sheet that is closed at first.
    if (!(await choose.isVisible())) await page.getByRole('button', { name: 'Panel', exact: true }).click();
    await choose.click();
  };
  await page.getByRole('banner').waitFor();
  await open(tab);
  return { ...person, panel, open };
}

const folder = process.env['HYPERACUTE_PICTURES'] ?? mkdtempSync(join(tmpdir(), 'hyperacute-pictures-'));

/** Keeps a picture of the page where HYPERACUTE_PICTURES says, else for the time of the test. */
export async function picture(page: Page, name: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.png`);
  await page.screenshot({ path });
  return path;
}
