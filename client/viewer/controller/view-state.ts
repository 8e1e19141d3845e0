import { createSignal } from 'solid-js';
import type { Layout } from '#shared/imaging/hanging.ts';
import type { PlaneState } from '../stream/messages.ts';

/** What the chrome of a viewer depends on, as signals. */
export function createViewState() {
  /** Null: nobody has chosen one. */
  const [chosen, setLayout] = createSignal<Layout | null>(null);
  const [automatic, setAutomatic] = createSignal<Layout>('1x1');
  const [active, setActive] = createSignal('0');
  const [content, setContent] = createSignal(0);
  const [states, setStates] = createSignal(0);
  const [plane, setPlane] = createSignal<PlaneState>({ state: 'connecting', since: Date.now() });
  const [linked, setLinked] = createSignal(false);
  const [slab, setSlab] = createSignal(0);
  const [mprSeries, setMprSeries] = createSignal<string | null>(null);
  const [graphicsLost, setGraphicsLost] = createSignal(false);
  let statesScheduled = false;
  return {
    layout: (): Layout => chosen() ?? automatic(),
    setLayout,
    setAutomatic,
    /** Place (slot name) of the active pane. */
    active,
    setActive,
    /** Rises when studies, series or frames came or went. */
    content,
    contentChanged: () => setContent((n) => n + 1),
    /** Rises when load states changed, at most once a frame. */
    states,
    statesChanged: (): void => {
      if (statesScheduled) return;
      statesScheduled = true;
      requestAnimationFrame(() => {
        statesScheduled = false;
        setStates((n) => n + 1);
      });
    },
    plane,
    setPlane,
    linked,
    setLinked,
    /** Thickness of the slab in MPR, mm; 0: a plane. */
    slab,
    setSlab,
    /** Series the three planes are made of. */
    mprSeries,
    setMprSeries,
    /** The browser has taken the graphics card away for now. */
    graphicsLost,
    setGraphicsLost,
  };
}

export type ViewState = ReturnType<typeof createViewState>;
