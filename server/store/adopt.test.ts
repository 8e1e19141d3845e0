import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { adoptAll } from './adopt.ts';

const folder = mkdtempSync(join(tmpdir(), 'hyperacute-adopt-'));
afterAll(() => rmSync(folder, { recursive: true }));

const spooled = (name: string, text: string) => {
  const from = join(folder, `${name}.part`);
  writeFileSync(from, text);
  return { from, to: join(folder, 'originals', 'riverside', name.slice(0, 2), name) };
};

describe('files taken over', () => {
  it('[CA3] lie under their final names, in folders made for them, and in place of the same ones of before', () => {
    const files = [spooled('aa01', 'one'), spooled('aa02', 'two'), spooled('bb01', 'three')];
    adoptAll(files);
    adoptAll([spooled('aa01', 'one')]);
    expect(files.map(({ to }) => readFileSync(to, 'utf8'))).toEqual(['one', 'two', 'three']);
    expect(files.some(({ from }) => existsSync(from))).toBe(false);
  });

  it('[CA3] may be taken over again after an attempt that failed later, and never when they are nowhere', () => {
    const file = spooled('cc01', 'four');
    adoptAll([file]);
    adoptAll([file]);
    expect(readFileSync(file.to, 'utf8')).toBe('four');
    expect(() => adoptAll([{ from: join(folder, 'gone'), to: join(folder, 'originals', 'riverside', 'dd', 'dd01') }])).toThrow(/ENOENT/);
  });
});
