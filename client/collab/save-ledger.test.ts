import { describe, expect, it } from 'vitest';
import { SaveLedger } from './save-ledger.ts';

describe('[CO30] saved is said only of what the server has confirmed', () => {
  it('[CO30] counts what was sent on this connection', () => {
    const ledger = new SaveLedger();
    ledger.connected();
    ledger.sentWhole();
    ledger.changed(100, true);
    ledger.changed(200, true);
    expect(ledger.state).toEqual({ kind: 'unsaved', count: 2, since: 100 });
    ledger.confirmed(1, 900);
    expect(ledger.state).toEqual({ kind: 'unsaved', count: 2, since: 100 });
    ledger.confirmed(2, 950);
    expect(ledger.state).toEqual({ kind: 'unsaved', count: 1, since: 200 });
    ledger.confirmed(3, 960);
    expect(ledger.state).toEqual({ kind: 'saved', savedAt: 960 });
  });

  it('[CO30] what was made offline, and what was sent on a line that broke, counts with the next whole answer', () => {
    const ledger = new SaveLedger();
    ledger.connected();
    ledger.changed(100, true);
    ledger.changed(200, false);
    ledger.connected();
    ledger.confirmed(5, 1);
    expect(ledger.state).toEqual({ kind: 'unsaved', count: 2, since: 100 });
    ledger.sentWhole();
    ledger.changed(300, true);
    ledger.confirmed(1, 1_000);
    expect(ledger.state).toEqual({ kind: 'unsaved', count: 1, since: 300 });
  });
});
