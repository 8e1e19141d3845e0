import { createRequire } from 'node:module';
import { decodeEscapes } from './escape.ts';
import { type Separators, USUAL } from './separators.ts';
import { restore } from './translate.ts';

/** As hl7-standard gives it: a value, its components, or its repetitions; a component may be a list of sub-components. */
type Component = string | string[];
type Parts = Record<string, Component>;
type Field = string | Parts | (string | Parts)[];
interface ParsedSegment {
  type: string;
  index: number;
  data: Record<string, Field>;
}
interface Parsed {
  transform(callback: (error: Error | null) => void): void;
  transformed: Record<string, ParsedSegment[]>;
}
const HL7 = createRequire(import.meta.url)('hl7-standard') as new (raw: string) => Parsed;

/** One segment, values decoded. Field, repetition, component and sub-component count from 1, as in the standard. */
export class Segment {
  readonly name: string;
  readonly #data: Record<string, Field>;
  readonly #separators: Separators;

  constructor({ type, data }: ParsedSegment, separators: Separators) {
    this.name = type;
    this.#data = data;
    this.#separators = separators;
  }

  repetitions(field: number): number {
    const value = this.#data[`${this.name}.${field}`];
    return value === undefined || value === '' ? 0 : Array.isArray(value) ? value.length : 1;
  }

  /** '' for what is not there. */
  text(field: number, component = 1, repetition = 1, subcomponent = 1): string {
    const value = this.#data[`${this.name}.${field}`];
    const one = Array.isArray(value) ? value[repetition - 1] : repetition === 1 ? value : undefined;
    if (one === undefined) return '';
    const part = typeof one === 'string' ? (component === 1 ? one : '') : (one[`${this.name}.${field}.${component}`] ?? '');
    const raw = Array.isArray(part) ? (part[subcomponent - 1] ?? '') : subcomponent === 1 ? part : '';
    // A value of two quotation marks says "empty on purpose".
    const value_ = restore(decodeEscapes(raw, USUAL), this.#separators).trim();
    return value_ === '""' ? '' : value_;
  }
}

/** A message in the order it came. */
export class Message {
  readonly segments: readonly Segment[];

  /** `segments`: with the usual separators; `separators`: those it came with. Throws what the parser throws. */
  constructor(segments: readonly string[], separators: Separators) {
    const parsed = new HL7(`${segments.join('\r')}\r`);
    parsed.transform((error) => {
      if (error) throw error;
    });
    this.segments = Object.values(parsed.transformed)
      .flat()
      .sort((a, b) => a.index - b.index)
      .map((segment) => new Segment(segment, separators));
  }

  first(name: string): Segment | undefined {
    return this.segments.find((segment) => segment.name === name);
  }

  all(name: string): Segment[] {
    return this.segments.filter((segment) => segment.name === name);
  }
}
