/** Which consult this tab was in last: entering another one asks first, so that two patients cannot be mixed up. */
let last: { id: string; patient: string } | null = null;

export function mustConfirm(id: string): { patient: string } | null {
  return last === null || last.id === id ? null : { patient: last.patient };
}

export function entered(id: string, patient: string): void {
  last = { id, patient };
}

/** Left by ending it or by changing the person: nothing to mix up any more. */
export function forget(): void {
  last = null;
}
