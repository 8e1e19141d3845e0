import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callWebhook } from '#shared/protocol/call.ts';
import { type Session, signIn, until } from '../support/api.ts';
import { answer, callOf, readRoster, setRoster } from '../support/call.ts';
import { makeCertificate } from '../support/certificate.ts';
import { storescu } from '../support/dicom.ts';
import { makeCt } from '../support/make-ct.ts';
import { startServer, type TestServer } from '../support/server.ts';

const SECRET = 'an invented secret';
const certificate = makeCertificate();

let server: TestServer;
let pager: Server;
let smtp: SMTPServer;
let coordinator: Session;
let ed: Session;
let neuro: Session;
let ada: string;
/** What the pager was sent, and what it answers next; the mails that were taken. */
const paged: { headers: IncomingHttpHeaders; body: string }[] = [];
const answers: number[] = [];
const mails: { to: string[]; text: string }[] = [];

const listen = (open: (done: () => void) => void) => new Promise<void>((resolve) => open(resolve));
const portOf = (listener: { address(): string | AddressInfo | null }) => (listener.address() as AddressInfo).port;

beforeAll(async () => {
  pager = createServer({ key: certificate.key, cert: certificate.cert }, async (request, reply) => {
    paged.push({ headers: request.headers, body: await text(request) });
    reply.writeHead(answers.shift() ?? 204, { location: 'https://elsewhere.example/' }).end();
  });
  await listen((done) => pager.listen(0, '127.0.0.1', done));
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: async (stream, session, done) => {
      mails.push({ to: session.envelope.rcptTo.map(({ address }) => address), text: await text(stream) });
      done();
    },
  });
  await listen((done) => smtp.listen(0, '127.0.0.1', done));
  server = await startServer({
    NODE_EXTRA_CA_CERTS: certificate.file,
    SMTP_URL: `smtp://127.0.0.1:${portOf(smtp.server)}`,
    SMTP_FROM: 'calls@hub.example',
  });
  [coordinator, ed, neuro] = await Promise.all([signIn(server, 'coordinator'), signIn(server, 'ed'), signIn(server, 'neuro')]);
  ada = (await readRoster(coordinator)).people.find((person) => person.name === 'Dr Ada Novak')!.personId;
});
afterAll(async () => {
  await server.dispose();
  pager.close();
  await new Promise<void>((resolve) => smtp.close(resolve));
  certificate.remove();
});

const reach = (contact: object) =>
  setRoster(coordinator, {
    seconds: 60,
    contacts: [{ personId: ada, email: false, webhookUrl: `https://127.0.0.1:${portOf(pager)}/ring`, webhookSecret: '', ...contact }],
  });
const endAll = async () => {
  for (const { id } of (await ed.consults()).filter((consult) => consult.state === 'open'))
    await ed.json(`/api/consults/${id}`, { method: 'PATCH', body: JSON.stringify({ action: 'close', reason: 'the test is over' }) });
  paged.length = 0;
  mails.length = 0;
};
const ofImages = async (mrn: string) => {
  await storescu(server, await makeCt({ slices: 1, mrn, name: 'INVENTED^PAGED', birthDate: '19410203' }));
  return until(async () => (await ed.consults()).find((consult) => consult.patient.mrn === mrn));
};

describe('beyond the pages', () => {
  test('[CALL10] a webhook and a mail tell who is rung, signed, with nothing of the patient', async () => {
    await reach({ email: true, webhookSecret: SECRET });
    const consult = await ofImages('PAGED1');
    const { headers, body } = await until(() => paged[0]);
    const said = callWebhook.parse(JSON.parse(body));
    const call = await callOf(ed, consult.id);
    expect(said).toMatchObject({
      consultId: consult.id,
      hospital: 'Riverside General',
      link: `${server.url}/consults/${consult.id}`,
      minutesSinceOpened: 0,
      answerBy: call.ringing?.until,
    });
    const signed = createHmac('sha256', SECRET).update(`${headers['x-hyperacute-timestamp']}.${body}`).digest('hex');
    expect(headers['x-hyperacute-signature']).toBe(`sha256=${signed}`);
    const mail = await until(() => mails[0]);
    expect(mail.to).toEqual(['neuro@metro.example']);
    expect(mail.text).toContain('From: calls@hub.example');
    expect(mail.text).toContain('Subject: Call: Riverside General, suspected stroke');
    expect(mail.text.replace(/=\r\n/g, '').replace(/=3D/g, '=')).toContain(said.link);
    for (const told of [body, mail.text]) expect(told).not.toMatch(/INVENTED|PAGED1|1941/);
    await until(async () => (await readRoster(coordinator)).people.find((one) => one.personId === ada)!.last.length === 2);
    expect((await readRoster(coordinator)).people.find((one) => one.personId === ada)?.last.map((one) => one.state)).toEqual([
      'sent',
      'sent',
    ]);
    await endAll();
  });

  test('[CALL10] what is not taken is tried again while it rings; a redirect is not followed', async () => {
    await reach({});
    answers.push(302, 500, 204);
    const { id } = await ofImages('PAGED2');
    await until(() => paged.length === 3);
    expect(new Set(paged.map(({ body }) => JSON.parse(body).ring)).size).toBe(1);
    expect(paged.every(({ headers }) => headers['x-hyperacute-signature'] === undefined)).toBe(true);
    answers.push(500);
    await answer(neuro, id, { answer: 'accept' });
    await endAll();
  });

  test('[CALL10] once somebody has it nothing more is sent', async () => {
    await reach({});
    answers.length = 0;
    answers.push(500, 500, 500);
    const { id } = await ofImages('PAGED3');
    await until(() => paged.length === 1);
    await answer(neuro, id, { answer: 'accept' });
    // A later ring of the same pager comes through: had the first been tried again, it would be in between.
    const { id: later } = await ofImages('PAGED4');
    await until(() => paged.some(({ body }) => JSON.parse(body).consultId === later));
    answers.length = 0;
    await until(() => paged.filter(({ body }) => JSON.parse(body).consultId === later).length >= 2);
    expect(paged.filter(({ body }) => JSON.parse(body).consultId === id)).toHaveLength(1);
    await endAll();
  });

  test('[CALL4] [CALL10] killed while the pager fails, it pages after the start', async () => {
    await reach({});
    answers.length = 0;
    answers.push(500);
    await ofImages('PAGED5');
    await until(() => paged.length === 1);
    await server.kill();
    await server.restart();
    await until(() => paged.length >= 2);
    expect(new Set(paged.map(({ body }) => JSON.parse(body).ring)).size).toBe(1);
    await endAll();
  });

  test('[CALL10] [SV6] no secret, address or patient is in the log', () => {
    expect(server.log()).not.toMatch(/an invented secret|PAGED|INVENTED|neuro@metro/);
  });
});
