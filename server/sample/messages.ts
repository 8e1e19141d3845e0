import { once } from 'node:events';
import { connect } from 'node:net';
import { formatTime } from '../hl7/message/time.ts';
import { framed } from '../hl7/mllp/framer.ts';
import { PATIENT } from './case.ts';

/** What Riverside's hospital system says of the sample patient: she has come, and a CT for stroke is ordered; one from years ago is done. */
export function sampleMessages(now: number): string[] {
  const time = formatTime(now);
  const { PatientID, PatientName, PatientBirthDate, PatientSex } = PATIENT;
  const msh = (type: string, id: string) =>
    `MSH|^~\\&|HIS|RIVERSIDE|HYPERACUTE|METRO|${time}||${type}|SAMPLE-${id}-${now}|P|2.5.1||||||UNICODE UTF-8`;
  const pid = `PID|1||${PatientID}^^^^MR||${PatientName}||${PatientBirthDate}|${PatientSex}`;
  const visit = 'PV1|1|E|ED';
  const order = (id: string, accession: string, control: string, code: string) => [
    msh('ORM^O01', id),
    pid,
    visit,
    `ORC|${control}|${accession}|${accession}`,
    `OBR|1|${accession}|${accession}|${code}`,
  ];
  return [
    [msh('ADT^A04', '1'), `EVN|A04|${time}`, pid, visit],
    order('2', 'SYN1', 'NW', 'CTSTROKE^CT HEAD AND ANGIOGRAPHY, STROKE ALERT^L'),
    order('3', 'SYN2', 'SC', 'CTHEAD^CT HEAD^L'),
  ].map((segments) => `${segments.join('\r')}\r`);
}

/** Sends them over MLLP, each after the answer to the one before. */
export async function sendMessages(host: string, port: number, messages: readonly string[]): Promise<void> {
  const socket = connect({ host, port });
  await once(socket, 'connect');
  for (const message of messages) {
    socket.write(framed(Buffer.from(message)));
    await once(socket, 'data');
  }
  socket.end();
}
