import { DEFAULT_POLICY, type StrokePolicy } from '../../clinical/policy.ts';
import type { Body, ChartEntry, Kind, Statement } from '../../protocol/chart/chart.ts';
import type { Role } from '../../protocol/http.ts';
import { refusalOf } from '../refusals/of.ts';

/** A chart for tests that is written as the server writes it: what is refused is not in it. */
export class TestChart {
  readonly entries: ChartEntry[] = [];
  policy: StrokePolicy = DEFAULT_POLICY;
  birthDate = '';
  /** ms since 1970. */
  now: number;

  constructor(now: string) {
    this.now = Date.parse(now);
  }

  /** Enters it as that person; answers why not, or null. */
  say<K extends Kind>(who: string, kind: K, body: Body<K>, role: Role = 'nurse'): string | null {
    const statement = { kind, body } as Statement;
    const refused = refusalOf(this.entries, statement, {
      now: this.now,
      actor: { personId: who, role },
      policy: this.policy,
      birthDate: this.birthDate,
    });
    if (refused === null) this.#push(statement, { personId: who, name: who, role, site: 'Invented' }, 'person');
    return refused;
  }

  /** What a system tells: nobody judges it. */
  told<K extends Kind>(origin: 'hl7' | 'dicom' | 'system', kind: K, body: Body<K>): void {
    this.#push({ kind, body } as Statement, null, origin);
  }

  pass(minutes: number): void {
    this.now += minutes * 60_000;
  }

  get seq(): number {
    return this.entries.length;
  }

  at(minutesFromNow = 0): string {
    return new Date(this.now + minutesFromNow * 60_000).toISOString();
  }

  #push(statement: Statement, by: ChartEntry['by'], origin: ChartEntry['origin']): void {
    const seq = this.entries.length + 1;
    this.entries.push({ seq, id: `entry-${seq}`, at: this.at(), by, origin, ...statement } as ChartEntry);
  }
}
