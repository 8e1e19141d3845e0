import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import type { TestSeries } from '../../../client/viewer/testing/series.ts';
import { builtPage, launch, open, waitFor } from './browser.ts';
import { describe, FakeStream } from './fake-stream.ts';

/** A browser for the file, a server for each test; every page is closed, and none may have met an error or the policy. */
export function useViewer() {
  let browser: Browser;
  let stream: FakeStream;
  let opened: { page: Page; faults: string[] }[] = [];

  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    stream = await FakeStream.start(await builtPage());
    opened = [];
  });
  afterEach(async () => {
    const violations = await Promise.all(opened.map(({ page }) => page.evaluate(() => window.handles.violations)));
    await Promise.all(opened.map(({ page }) => page.context().close()));
    await stream.close();
    expect(opened.flatMap(({ faults }) => faults)).toEqual([]);
    expect(violations.flat()).toEqual([]);
  });

  return {
    get stream(): FakeStream {
      return stream;
    },
    open: async (options: BrowserContextOptions = {}): Promise<Page> => {
      const made = await open(browser, stream.url, options);
      opened.push(made);
      await made.page.waitForFunction(() => window.handles?.viewer !== undefined);
      return made.page;
    },
    /** The slice in the middle of the series on the screen, as its preview; nothing more of it comes by itself. */
    openPreview: async (series: TestSeries): Promise<{ page: Page; frame: TestSeries['frames'][number] }> => {
      const frame = series.frames[12]!;
      stream.onSession = (session) => {
        describe(session, [series]);
        session.push(frame, 0, frame.ready.ends[frame.ready.preview]);
      };
      const made = await open(browser, stream.url);
      opened.push(made);
      await waitFor(made.page, 1, 'data-fidelity', 'preview');
      return { page: made.page, frame };
    },
  };
}
