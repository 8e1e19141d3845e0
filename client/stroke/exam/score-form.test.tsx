import { cleanup, render, screen, within } from '@solidjs/testing-library';
import { userEvent } from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import { exams } from '#shared/chart/exams.ts';
import { fakeChart } from '../testing/fake-chart.ts';
import { ScoreForm } from './score-form.tsx';

afterEach(cleanup);

const EXAM = 'exam-invented';

function scoring() {
  const fake = fakeChart('neurologist');
  fake.other('exam-start', { exam: EXAM, label: 'baseline' });
  render(() => <ScoreForm chart={fake.chart} exam={exams(fake.chart.entries())[0]!} scored={{}} />);
  const item = (name: RegExp) => within(screen.getByRole('group', { name }));
  const answers = () => fake.entered.map(({ body }) => (body as { answers: object }).answers);
  return { user: userEvent.setup(), item, answers };
}

describe('[CH13] scoring an item', () => {
  it('[CH13] one tap anywhere on the text of a score enters it', async () => {
    const { user, item, answers } = scoring();
    const gaze = item(/^2 /);
    expect(gaze.getAllByRole<HTMLInputElement>('radio').map(({ checked }) => checked)).toEqual([false, false, false]);
    await user.click(gaze.getByText('1'));
    expect(gaze.getAllByRole<HTMLInputElement>('radio').map(({ checked }) => checked)).toEqual([false, true, false]);
    expect(answers()).toEqual([{ '2': 1 }]);
  });

  it('[CH13] by keyboard: arrows move and enter nothing, also round the ends; Space or Enter enters', async () => {
    const { user, item, answers } = scoring();
    const [alert, , , coma] = item(/^1a /).getAllByRole<HTMLInputElement>('radio');
    alert!.focus();
    await user.keyboard('{ArrowUp}');
    expect([document.activeElement, coma!.checked, answers()]).toEqual([coma, false, []]);
    await user.keyboard('{ArrowRight}{ArrowDown}{ArrowLeft}');
    expect([document.activeElement, alert!.checked, answers()]).toEqual([alert, false, []]);
    await user.keyboard(' ');
    expect([alert!.checked, answers()]).toEqual([true, [{ '1a': 0 }]]);
    await user.keyboard('{ArrowDown}{Enter}');
    expect([alert!.checked, answers().at(-1)]).toEqual([false, { '1a': 1 }]);
  });

  it('[CH13] what is untestable counts once its reason is given, and the score before it until then', async () => {
    const { user, item, answers } = scoring();
    const arm = item(/^5b /);
    const [none] = arm.getAllByRole<HTMLInputElement>('radio');
    const untestable = arm.getByRole<HTMLInputElement>('radio', { name: /^UN/ });
    await user.click(none!);
    await user.click(untestable);
    expect([none!.checked, untestable.checked, answers()]).toEqual([true, false, [{ '5b': 0 }]]);
    await user.type(screen.getByLabelText('Why is it untestable?'), 'cast, invented');
    await user.click(screen.getByRole('button', { name: 'Keep' }));
    expect([none!.checked, untestable.checked, answers().at(-1)]).toEqual([false, true, { '5b': { untestable: 'cast, invented' } }]);
    expect(arm.getByRole('radio', { name: 'UN cast, invented' })).toBe(untestable);
  });
});
