import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { framed, MllpClient } from '../support/mllp.ts';
import { startServer, type TestServer } from '../support/server.ts';

/** Lost connections and lost processes: what was answered is there, and everything is there once. */

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.dispose());

/** When a connection is cut after a message was sent, ms: another moment each time. */
const CUT_WITHIN_MS = 8;
/** When the server is killed after messages were sent, ms: later each round. */
const KILL_FIRST_MS = 3;
const KILL_STEP_MS = 8;

/** A glucose value of an invented patient; the control id is the value, too. */
const result = (n: number): string =>
  [
    `MSH|^~\\&|LAB|RIVERSIDE|TELE|HUB|20240611031500+0000||ORU^R01|DUR${n}|P|2.5.1`,
    'PID|1||DURABLE1^^^RIVERSIDE^MR||TEST^DORA||19500101|F',
    'OBR|1|A|B|GLU^Glucose^L',
    `OBX|1|NM|2345-7^Glucose^LN||${n}|mg/dL|||||F`,
    '',
  ].join('\r');

/** How often each value is in the database, by value. */
function applied(): Map<number, number> {
  const db = new DatabaseSync(join(server.dataFolder, 'hyperacute.sqlite'), { readOnly: true });
  try {
    const rows = db.prepare('SELECT CAST(value AS INTEGER) AS value, COUNT(*) AS count FROM observation GROUP BY value').all();
    return new Map(rows.map((row) => [Number(row['value']), Number(row['count'])]));
  } finally {
    db.close();
  }
}

async function sendUntilAnswered(n: number): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const client = await MllpClient.open(server.mllp);
    const ack = await client.ask(result(n));
    client.close();
    if (ack !== null) {
      expect([ack.code, ack.controlId]).toEqual(['AA', `DUR${n}`]);
      return;
    }
  }
  throw new Error(`no answer to message ${n}`);
}

describe('an HL7 sender', () => {
  it('[HL23] that loses the connection before the answer, 200 times, has each message applied once', async () => {
    for (let n = 1; n <= 200; n++) {
      const client = await MllpClient.open(server.mllp);
      client.send(framed(result(n)));
      // Cut at any moment: before it is read, while it is applied, while it is answered.
      await pause(n % CUT_WITHIN_MS);
      client.close();
      if (n % 2 === 0) await sendUntilAnswered(n);
    }
    for (let n = 1; n <= 200; n++) await sendUntilAnswered(n);
    expect([...applied()].filter(([n, count]) => n <= 200 && count === 1)).toHaveLength(200);
  });

  it('[HL22] whose answer was sent finds the message there after kill -9, 10 times, and every message once', {
    timeout: 300_000,
  }, async () => {
    let n = 1_000;
    for (let round = 0; round < 10; round++) {
      const client = await MllpClient.open(server.mllp);
      const first = n;
      for (let i = 0; i < 40; i++) client.send(framed(result(n++)));
      let answered = first;
      const killing = pause(KILL_FIRST_MS + round * KILL_STEP_MS).then(() => server.kill());
      for (let ack = await client.next(500); ack !== null; ack = await client.next(500)) {
        expect([ack.code, ack.controlId]).toEqual(['AA', `DUR${answered}`]);
        answered++;
      }
      await killing;
      await server.restart();
      const there = applied();
      for (let i = first; i < answered; i++) expect(there.get(i)).toBe(1);
      for (let i = first; i < n; i++) await sendUntilAnswered(i);
      const after = applied();
      for (let i = first; i < n; i++) expect(after.get(i)).toBe(1);
    }
  });
});
