import { quantile } from '../collab/row.ts';
import { type Outcome, resultRow } from '../result.ts';
import { twoInChromium } from './two-in-chromium.ts';

const ROUNDS = 15;

/** From "Join" to the first decoded frame of somebody else, in Chromium beside the server. */
export async function benchJoin(): Promise<Outcome> {
  const { nurse, neuro, close } = await twoInChromium();
  try {
    await nurse.startVideo();
    const times: number[] = [];
    for (let round = 0; round <= ROUNDS; round++) {
      await neuro.page.getByRole('button', { name: 'Start video' }).click();
      const dialog = neuro.page.getByRole('dialog', { name: 'Start video' });
      await dialog.locator('video').waitFor();
      const seen = neuro.page.evaluate(UNTIL_FIRST_FRAME) as Promise<number>;
      await dialog.getByRole('button', { name: 'Join' }).click();
      const ms = await seen;
      // The first time the program itself is fetched.
      if (round > 0) times.push(ms);
      await neuro.page.getByRole('button', { name: 'Leave video' }).click();
      await neuro.page.getByRole('button', { name: 'Start video' }).waitFor();
    }
    const note = 'two Chromium people and the server on the same two cores';
    const name = '“Join” → first decoded frame of somebody else';
    return {
      rows: [
        resultRow({ name: `${name}, p50`, unit: 'ms', ours: times, note }),
        { ...resultRow({ name: `${name}, p95`, unit: 'ms', ours: times, note }), ours: Math.round(quantile(times, 0.95)) },
      ],
      goals: [],
    };
  } finally {
    await close();
  }
}

/** ms, in the page's own clock. */
const UNTIL_FIRST_FRAME = `new Promise((resolve) => {
  let began;
  document.addEventListener('click', (event) => {
    if (event.target.closest('button')?.textContent === 'Join') began = performance.now();
  }, { capture: true });
  const look = () => {
    const video = document.querySelector('figure[data-large=true] video');
    if (began === undefined || video === null) requestAnimationFrame(look);
    else video.requestVideoFrameCallback(() => resolve(performance.now() - began));
  };
  look();
})`;
