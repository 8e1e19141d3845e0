import { describe, expect, test } from 'vitest';
import { type Candidate, chooseSfu } from './choose.ts';
import { NO_LOAD } from './sfu.ts';

const candidate = (id: string, more: Partial<Omit<Candidate, 'load'>> & { load?: Partial<Candidate['load']> } = {}): Candidate => ({
  id,
  region: '',
  own: false,
  ready: true,
  ...more,
  load: { ...NO_LOAD, workers: 2, ...more.load },
});
const chosen = (candidates: Candidate[], region = ''): string | undefined => chooseSfu(candidates, region)?.id;

describe('which SFU takes a room', () => {
  test('[MD20] the least loaded, counted by worker', () => {
    const busy = candidate('a', { load: { workers: 1, consumers: 40 } });
    const larger = candidate('b', { load: { workers: 4, consumers: 100 } });
    expect(chosen([busy, larger])).toBe('b');
    expect(chosen([candidate('a', { load: { peers: 1 } }), candidate('b')])).toBe('b');
    expect(chosen([candidate('b'), candidate('a')])).toBe('a');
  });

  test("[MD20] one of the site's region before any other, however loaded", () => {
    const near = candidate('near', { region: 'north', load: { consumers: 500 } });
    const far = candidate('far', { region: 'south' });
    expect(chosen([far, near], 'north')).toBe('near');
    expect(chosen([far], 'north')).toBe('far');
    expect(chosen([far, near], '')).toBe('far');
  });

  test("[MD20] a process of its own before the server's, which is there for want of one", () => {
    const own = candidate('own', { own: true });
    expect(chosen([own, candidate('z', { load: { consumers: 300 } })])).toBe('z');
    expect(chosen([own])).toBe('own');
  });

  test('[MD20] never one that is not ready', () => {
    expect(chosen([candidate('a', { ready: false })])).toBeUndefined();
    expect(chosen([candidate('a', { ready: false }), candidate('b', { load: { consumers: 900 } })])).toBe('b');
  });
});
