import type { Browser, Page } from 'playwright-core';
import { residentMb } from '../servers/process.ts';

/** What one page of a browser holds, MB. */
export interface Level {
  /** JavaScript heap and buffers of the page after a collection. */
  readonly heap: number;
  /** Resident memory of the renderers: the page and its workers, WebAssembly included. */
  readonly renderer: number;
  /** Resident memory of the GPU process. */
  readonly gpu: number;
}

/** Reads the memory of a page through its browser. */
export async function memoryOf(browser: Browser, page: Page): Promise<() => Promise<Level>> {
  const [whole, own] = [await browser.newBrowserCDPSession(), await page.context().newCDPSession(page)];
  return async () => {
    await own.send('HeapProfiler.collectGarbage');
    const used = (await own.send('Runtime.getHeapUsage')) as { usedSize: number; backingStorageSize?: number };
    const { processInfo } = await whole.send('SystemInfo.getProcessInfo');
    const resident = (type: string) => processInfo.filter((one) => one.type === type).reduce((sum, { id }) => sum + residentMb(id), 0);
    return { heap: (used.usedSize + (used.backingStorageSize ?? 0)) / 1e6, renderer: resident('renderer'), gpu: resident('GPU') };
  };
}
