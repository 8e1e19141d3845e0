import { type Accessor, createEffect, createSignal, on, onCleanup } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';

/** How fast the page's title changes, ms. */
const FLASH_MS = 1_000;

/** The title of the tab says who calls, in turn with its own, as long as it rings. */
export function createTitleFlash(hospital: Accessor<string | null>): void {
  createEffect(
    on(hospital, (name) => {
      if (name === null) return;
      const own = document.title;
      const call = `Call: ${name}`;
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
      document.title = call;
      const timer = setInterval(() => {
        document.title = still || document.title !== call ? call : own;
      }, FLASH_MS);
      onCleanup(() => {
        clearInterval(timer);
        document.title = own;
      });
    }),
  );
}

const canNotify = (): boolean => typeof Notification !== 'undefined';

/** Notices of the operating system: only after somebody has pressed the button that asks for them. */
export interface Notify {
  /** 'unknown': not asked yet. */
  permission: Accessor<'unknown' | 'granted' | 'denied' | 'none'>;
  ask(): void;
}

const permissionNow = (): ReturnType<Notify['permission']> => {
  if (!canNotify()) return 'none';
  return Notification.permission === 'default' ? 'unknown' : Notification.permission;
};

/** One notice for each call that rings, gone when it stops. It names the hospital and nothing of the patient. */
export function createNotify(ringing: Accessor<CallView[]>): Notify {
  const [permission, setPermission] = createSignal(permissionNow());
  const shown = new Map<string, Notification>();
  createEffect(() => {
    const calls = ringing();
    for (const [id, notice] of shown) {
      if (calls.some((call) => call.consultId === id)) continue;
      notice.close();
      shown.delete(id);
    }
    if (permission() !== 'granted') return;
    for (const { consultId, site } of calls) {
      if (shown.has(consultId)) continue;
      const notice = show(site.name, consultId);
      if (notice !== null) shown.set(consultId, notice);
    }
  });
  onCleanup(() => {
    for (const notice of shown.values()) notice.close();
  });
  return {
    permission,
    ask: () => {
      if (canNotify()) void Notification.requestPermission().then(() => setPermission(permissionNow()));
    },
  };
}

function show(hospital: string, consultId: string): Notification | null {
  try {
    const notice = new Notification(`Call: ${hospital}`, {
      body: 'Suspected stroke. Accept or decline.',
      tag: consultId,
      requireInteraction: true,
    });
    notice.onclick = () => {
      window.focus();
      notice.close();
    };
    return notice;
  } catch {
    // Chrome on Android has the class, and throws: pages there may notify from a service worker only.
    return null;
  }
}
