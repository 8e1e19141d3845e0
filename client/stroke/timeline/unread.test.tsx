import { cleanup, render, screen } from '@solidjs/testing-library';
import { afterEach, expect, it } from 'vitest';
import { Deliveries } from '../note/deliveries.tsx';
import { words as note } from '../note/words.ts';
import { fakeChart } from '../testing/fake-chart.ts';
import { Everything } from './everything.tsx';
import { words } from './words.ts';

afterEach(cleanup);

it('[CH63] what cannot be read is said, and does not look as if there were nothing', async () => {
  const fake = fakeChart('neurologist');
  fake.other('remark', { text: 'Invented remark.' });
  render(() => (
    <>
      <Everything chart={fake.chart} />
      <Deliveries chart={fake.chart} />
    </>
  ));
  // No server answers this page.
  expect(await screen.findByText(words.eventsUnread)).toBeTruthy();
  expect(await screen.findByText(note.deliveriesUnread)).toBeTruthy();
  expect(screen.queryByText(note.noDeliveries)).toBeNull();
  expect(screen.getByText(/Invented remark/)).toBeTruthy();
});
