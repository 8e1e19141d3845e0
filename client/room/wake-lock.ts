import { onCleanup } from 'solid-js';

/** The screen of a shared tablet stays awake in a consult. Where the browser offers no lock, nothing happens. */
export function createWakeLock(): void {
  let lock: WakeLockSentinel | undefined;
  const take = async () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    // Refused on low battery: the screen then dims as the device decides.
    lock = await navigator.wakeLock.request('screen').catch(() => undefined);
  };
  const again = () => void take();
  again();
  document.addEventListener('visibilitychange', again);
  onCleanup(() => {
    document.removeEventListener('visibilitychange', again);
    void lock?.release();
  });
}
