import type { Slice } from '../catalogue/catalogue.ts';

/** Which slices of a series stand in a stack, and at which of them it is. Slices that come or go do not move the one being read. */
export class StackPlace {
  #uid: string | null = null;
  #slices: readonly Slice[] = [];
  #order: readonly number[] = [];
  #at = 0;
  #direction: -1 | 0 | 1 = 0;
  #steered = false;

  get uid(): string | null {
    return this.#uid;
  }

  get slices(): readonly Slice[] {
    return this.#slices;
  }

  /** Frames from one end of the stack to the other. */
  get order(): readonly number[] {
    return this.#order;
  }

  /** Index that is, or is about to be, shown. */
  get at(): number {
    return this.#at;
  }

  get middle(): number {
    return this.#order.length >> 1;
  }

  get direction(): -1 | 0 | 1 {
    return this.#direction;
  }

  /** Somebody has chosen the slice: it is not changed for them. */
  get steered(): boolean {
    return this.#steered;
  }

  /** Another series, or none; `frameId`: the slice to start with, else the middle one. */
  begin(uid: string | null, slices: readonly Slice[], frameId?: number): void {
    this.#uid = uid;
    this.#steered = frameId !== undefined;
    this.#take(slices);
    const wished = frameId === undefined ? -1 : this.#order.indexOf(frameId);
    this.#at = wished >= 0 ? wished : this.middle;
  }

  /** Slices of the same series came or went. Those without a shape cannot be drawn. */
  renew(slices: readonly Slice[]): void {
    const reading = this.#order[this.#at];
    this.#take(slices);
    const at = reading === undefined ? -1 : this.#order.indexOf(reading);
    if (at >= 0) this.#at = at;
    else this.#at = reading === undefined ? this.middle : Math.min(this.#at, Math.max(0, this.#order.length - 1));
  }

  steer(): void {
    this.#steered = true;
  }

  /** False when it is there already, or there is nothing to go to. */
  moveTo(index: number): boolean {
    const next = Math.min(this.#order.length - 1, Math.max(0, Math.round(index)));
    if (next < 0 || next === this.#at) return false;
    this.#direction = next > this.#at ? 1 : -1;
    this.#at = next;
    return true;
  }

  slice(frameId: number): Slice | null {
    return this.#slices.find(({ frame }) => frame.id === frameId) ?? null;
  }

  #take(slices: readonly Slice[]): void {
    this.#slices = slices.filter(({ shape }) => shape !== null);
    this.#order = this.#slices.map(({ frame }) => frame.id);
  }
}
