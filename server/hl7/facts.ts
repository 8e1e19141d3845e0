/** What a message says, taken out of it: plain values for the database thread. */

export interface PatientId {
  mrn: string;
  issuer: string;
}
export interface PatientFacts extends PatientId {
  /** `FAMILY^GIVEN^MIDDLE`, as in DICOM. */
  name: string;
  /** `YYYYMMDD`, '' when it is no date. */
  birthDate: string;
  sex: '' | 'M' | 'F' | 'O';
}
export interface VisitFacts {
  number: string;
  class: string;
  location: string;
  /** ISO instants, null when not said. */
  admittedAt: string | null;
  dischargedAt: string | null;
}
export interface OrderFacts {
  accession: string;
  placer: string;
  filler: string;
  code: string;
  description: string;
  reason: string;
  cancelled: boolean;
}
export interface ObservationFacts {
  /** Of the OBX in the message, from 0. */
  position: number;
  code: string;
  /** Coding system of the code (table 0396): `LN` is LOINC. */
  system: string;
  value: number | null;
  text: string;
  unit: string;
  status: string;
  observedAt: string | null;
}

export type Facts =
  | { kind: 'admission'; event: 'A01' | 'A03' | 'A04' | 'A08' | 'A11'; patient: PatientFacts; visit: VisitFacts | null }
  | { kind: 'merge'; patient: PatientFacts; prior: PatientId }
  | { kind: 'orders'; patient: PatientFacts; orders: OrderFacts[] }
  | { kind: 'results'; patient: PatientFacts; observations: ObservationFacts[] };
