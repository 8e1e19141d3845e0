import { cleanup, render, screen, within } from '@solidjs/testing-library';
import { type UserEvent, userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { exams } from '#shared/chart/exams.ts';
import { CLEAR_IMAGES, NORMAL_EXAM } from '#shared/chart/testing/said.ts';
import { CONTRAINDICATIONS } from '#shared/clinical/contraindications.ts';
import { DispositionPanel } from './disposition/disposition-panel.tsx';
import { Compare } from './exam/compare.tsx';
import { createPanelChoice } from './panels.tsx';
import { ScoresPanel } from './scores/scores-panel.tsx';
import { StrokePanels } from './stroke-panels.tsx';
import { type FakeChart, fakeChart } from './testing/fake-chart.ts';
import { TreatmentPanel } from './treatment/treatment-panel.tsx';

afterEach(cleanup);

/** Everything for a dose but two answers. */
function readyForDose({ other, at }: FakeChart): void {
  other('lab', { test: 'glucose', value: 118, at: at() });
  other('weight', { kg: 71, source: 'bed-scale', at: at() });
  other('pressure', { systolic: 160, diastolic: 90, at: at() });
  other('disabling', { answer: 'yes', words: '' }, 'neurologist');
  for (const { id } of CONTRAINDICATIONS)
    if (id !== 'doac' && id !== 'coagulopathy') other('contraindication', { id, answer: 'no', words: '' }, 'neurologist');
  other('findings', CLEAR_IMAGES, 'neurologist');
  other('thrombolysis-decision', { choice: 'give', reasons: [], words: '' }, 'neurologist');
}

/** Nothing is missing, the vial is entered, and the question before the dose is on the screen. */
async function askForDose(user: UserEvent, fake: FakeChart): Promise<HTMLElement> {
  readyForDose(fake);
  for (const id of ['doac', 'coagulopathy']) fake.other('contraindication', { id, answer: 'no', words: '' }, 'neurologist');
  render(() => <TreatmentPanel chart={fake.chart} nameOf={String} />);
  await user.type(screen.getByLabelText('Name on the vial'), 'Kit');
  await user.type(screen.getByLabelText('Vial holds'), '25');
  await user.type(screen.getByLabelText('Dissolved in'), '5');
  await user.click(screen.getByRole('button', { name: 'Prepare dose' }));
  return screen.findByRole('dialog');
}
const somebodyElse = (fake: FakeChart) => fake.other('remark', { text: 'invented' });

describe('[CH7] what one person has begun stays when somebody else enters something', () => {
  it('[CH7] the ticks and the vial of a dose, and the focus in them', async () => {
    const user = userEvent.setup();
    const fake = fakeChart();
    readyForDose(fake);
    render(() => <TreatmentPanel chart={fake.chart} nameOf={String} />);
    const tick = screen.getByRole('checkbox', { name: /DOAC/ });
    await user.type(screen.getByLabelText('Name on the vial'), 'Kit');
    await user.click(tick);
    somebodyElse(fake);
    fake.other('lab', { test: 'creatinine', value: 1, at: fake.at() });
    expect(screen.getByRole('checkbox', { name: /DOAC/ })).toBe(tick);
    expect([(tick as HTMLInputElement).checked, document.activeElement]).toEqual([true, tick]);
    // A pressure that stands against it takes nothing away.
    fake.other('pressure', { systolic: 200, diastolic: 90, at: fake.at() });
    expect(screen.getByText(/No dose can be prepared: The blood pressure is 200/)).toBeTruthy();
    expect(screen.getByLabelText<HTMLInputElement>('Name on the vial').value).toBe('Kit');
    expect([tick.isConnected, document.activeElement]).toEqual([true, tick]);
    fake.other('pressure', { systolic: 165, diastolic: 90, at: fake.at() });
    expect(screen.queryByText(/No dose can be prepared/)).toBeNull();
  });

  it('[CH22] a tick holds for what it was made for: open when it was ticked, present now, it is asked again', async () => {
    const user = userEvent.setup();
    const fake = fakeChart();
    readyForDose(fake);
    render(() => <TreatmentPanel chart={fake.chart} nameOf={String} />);
    await user.click(screen.getByRole('checkbox', { name: /DOAC.*open/ }));
    fake.other('contraindication', { id: 'doac', answer: 'yes', words: '' });
    expect(screen.getByRole<HTMLInputElement>('checkbox', { name: /DOAC.*present/ }).checked).toBe(false);
  });

  it('[CH21] the question shows what is sent: a weight that comes meanwhile does not change it, and it is refused', async () => {
    const user = userEvent.setup();
    const fake = fakeChart();
    const dialog = await askForDose(user, fake);
    const shown = () => dialog.querySelector('[data-dose]')!.getAttribute('data-dose');
    const before = shown();
    fake.other('weight', { kg: 95, source: 'stated', at: fake.at() });
    expect(shown()).toBe(before);
    await user.click(within(dialog).getByRole('button', { name: 'Prepare dose' }));
    expect(await screen.findByText('The weight has changed meanwhile. Open the dose again.')).toBeTruthy();
  });

  it('[CH7] a card that opened again, the explanation of a window, and an alert are not made anew each second', async () => {
    const user = userEvent.setup();
    const fake = fakeChart();
    fake.other('last-known-well', { range: { from: fake.at(-90), to: fake.at(-60) }, source: 'witness', confidence: 'certain' });
    fake.other('contraindication', { id: 'coagulopathy', answer: 'no', words: '' });
    fake.pass(1);
    fake.other('lab', { test: 'platelets', value: 82_000, at: fake.at() });
    render(() => (
      <StrokePanels chart={fake.chart} choice={createPanelChoice()} viewer={() => null} lengths={() => []} reading={null} nameOf={String} />
    ));
    await user.click(screen.getByRole('tab', { name: 'Treatment' }));
    const answer = within(screen.getByRole('region', { name: 'Look again' })).getByRole('button', { name: /: Unknown$/ });
    const alert = within(screen.getByRole('alert', { name: 'Look at this now' })).getByRole('button');
    answer.focus();
    fake.pass(1);
    somebodyElse(fake);
    expect([document.activeElement, alert.isConnected]).toEqual([answer, true]);
    await user.click(screen.getByRole('button', { name: 'Rule: Last known well, 4.5 h' }));
    fake.pass(1);
    expect(screen.getByRole('dialog', { name: 'Last known well, 4.5 h' })).toBeTruthy();
  });

  it('[CH7] a choice that comes from the policy of the site', async () => {
    const user = userEvent.setup();
    const fake = fakeChart();
    readyForDose(fake);
    render(() => <TreatmentPanel chart={fake.chart} nameOf={String} />);
    const drug = screen.getByRole('button', { name: 'Alteplase' });
    await user.click(drug);
    somebodyElse(fake);
    expect([document.activeElement, drug.getAttribute('aria-pressed')]).toEqual([drug, 'true']);
  });

  it('[CH7] the reading of the images: what was begun stays, and the other reading is named', async () => {
    const user = userEvent.setup();
    const fake = fakeChart('neurologist');
    render(() => <ScoresPanel chart={fake.chart} viewer={() => null} lengths={() => []} />);
    const yes = screen.getByRole('button', { name: 'Intracranial haemorrhage: Yes' });
    await user.click(yes);
    fake.other('findings', CLEAR_IMAGES, 'neurologist');
    expect([yes.getAttribute('aria-pressed'), document.activeElement]).toEqual(['true', yes]);
    expect(screen.getByText(/has entered another reading while you were at yours/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: /^Drop mine/ }));
    expect([yes.getAttribute('aria-pressed'), screen.queryByText(/has entered another reading/)]).toEqual(['false', null]);
    // What is read again without being new changes nothing.
    await user.click(yes);
    somebodyElse(fake);
    expect([yes.getAttribute('aria-pressed'), screen.queryByText(/has entered another reading/)]).toEqual(['true', null]);
  });

  it('[CH7] the item chosen where two exams differ, also one that was untestable', async () => {
    const user = userEvent.setup();
    const fake = fakeChart('neurologist');
    const exam = 'exam-invented';
    fake.other('exam-start', { exam, label: 'baseline' });
    fake.other('nihss', { exam, answers: { ...NORMAL_EXAM, '5b': { untestable: 'fused, invented' } } });
    fake.other('nihss-done', { exam });
    await fake.chart.enter('nihss', { exam, answers: { ...NORMAL_EXAM, '5b': 3 } });
    await fake.chart.enter('nihss-done', { exam });
    render(() => <Compare chart={fake.chart} exam={exams(fake.chart.entries())[0]!} />);
    const untestable = screen.getByRole('button', { name: /^5b .*: UN$/ });
    await user.click(untestable);
    somebodyElse(fake);
    expect([untestable.isConnected, untestable.getAttribute('aria-pressed'), document.activeElement]).toEqual([true, 'true', untestable]);
  });

  it('[CH7] a pressure typed for a check that somebody else entered meanwhile is named as such', async () => {
    const user = userEvent.setup();
    const fake = fakeChart();
    await user.click(within(await askForDose(user, fake)).getByRole('button', { name: 'Prepare dose' }));
    const order = (fake.entered[0]!.body as { order: string }).order;
    fake.other('dose-release', { order });
    fake.other('dose-given', { order, at: fake.at() });
    const next = screen.getByText('Check 1 of 36').closest('div')!;
    const systolic = within(next).getByLabelText<HTMLInputElement>('Systolic');
    await user.type(systolic, '171');
    fake.other('check', { index: 0, at: fake.at(), systolic: 150, diastolic: 80, nihss: null, signs: [], words: '' });
    expect([systolic.isConnected, systolic.value, document.activeElement]).toEqual([true, '171', systolic]);
    expect(screen.getByText(/Check 1 has been entered by somebody else meanwhile/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Drop what I typed' }));
    expect(systolic.value).toBe('');
  });

  it('[CH7] a note half written when somebody else signs, and when its author looks at another panel', async () => {
    const user = userEvent.setup();
    const fake = fakeChart('neurologist');
    render(() => (
      <StrokePanels chart={fake.chart} choice={createPanelChoice()} viewer={() => null} lengths={() => []} reading={null} nameOf={String} />
    ));
    await user.click(screen.getByRole('tab', { name: 'Timeline' }));
    await user.click(screen.getByRole('button', { name: 'Note' }));
    await user.click(screen.getByRole('button', { name: 'Add a sentence' }));
    const sentence = () => screen.getByLabelText<HTMLTextAreaElement>('Impression and advice, sentence 1');
    await user.type(sentence(), 'Invented impression.');
    await user.click(screen.getByRole('tab', { name: 'Exam' }));
    await user.click(screen.getByRole('tab', { name: 'Timeline' }));
    await user.click(screen.getByRole('button', { name: 'Everything' }));
    await user.click(screen.getByRole('button', { name: 'Note' }));
    expect(sentence().value).toBe('Invented impression.');
    fake.other('note-signed', { sections: [{ heading: 'Invented', sentences: [{ text: 'Signed.', sources: [] }] }] }, 'neurologist');
    expect(sentence().value).toBe('Invented impression.');
    expect(screen.getByText(/signed the note while you were writing/)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'I do not need it any more' }));
    expect(screen.queryByLabelText('Impression and advice, sentence 1')).toBeNull();
  });

  it('[CH7] the hospital chosen, and a plan half made', async () => {
    const user = userEvent.setup();
    const fake = fakeChart('neurologist');
    render(() => <DispositionPanel chart={fake.chart} />);
    await user.click(screen.getByRole('button', { name: 'Disposition: Transfer' }));
    const hospital = screen.getByRole('button', { name: 'To which hospital: Invented Center' });
    await user.click(hospital);
    somebodyElse(fake);
    expect([hospital.isConnected, hospital.getAttribute('aria-pressed'), document.activeElement]).toEqual([true, 'true', hospital]);
    await user.click(screen.getByRole('button', { name: 'Disposition: Keep here' }));
    const call = screen.getByLabelText<HTMLInputElement>('Whom to call');
    await user.type(call, 'Metro');
    fake.pass(1);
    somebodyElse(fake);
    expect([call.isConnected, call.value, document.activeElement]).toEqual([true, 'Metro', call]);
  });
});
