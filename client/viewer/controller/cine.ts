import { createSignal } from 'solid-js';

/** Slices a second. */
const RATE = 12;

/** Steps through the stack by the clock. */
export function createCine(step: () => void) {
  const [playing, setPlaying] = createSignal(false);
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = (): void => {
    clearInterval(timer);
    setPlaying(false);
  };
  return {
    playing,
    stop,
    toggle: (): void => {
      if (playing()) stop();
      else {
        setPlaying(true);
        timer = setInterval(step, 1000 / RATE);
      }
    },
  };
}
