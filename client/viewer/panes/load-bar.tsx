import { createEffect, createMemo, createSignal, type JSX, onCleanup, onMount } from 'solid-js';
import { words } from '../words.ts';
import { drawLoadBar, type SliceState } from './load-bar-drawing.ts';
import { spoken } from './ranges.ts';

export interface LoadBarProps {
  label: string;
  /** State of every slice, in reading order. */
  states: readonly SliceState[];
  /** Slice on the screen, 0-based. */
  index: number;
  onGo: (index: number) => void;
}

/** Every slice's state beside the stack, and the way to any of them: click, drag, or a finger at the edge. */
export function LoadBar(props: LoadBarProps): JSX.Element {
  let canvas!: HTMLCanvasElement;
  let track!: HTMLDivElement;
  const [size, setSize] = createSignal({ width: 0, height: 0 });
  const count = () => props.states.length;

  onMount(() => {
    const observer = new ResizeObserver(() => setSize({ width: track.clientWidth, height: track.clientHeight }));
    observer.observe(track);
    onCleanup(() => observer.disconnect());
  });
  createEffect(() => drawLoadBar(canvas, size(), props.states, props.index));

  const go = (event: PointerEvent): void => {
    const box = track.getBoundingClientRect();
    const share = (event.clientY - box.top) / Math.max(1, box.height);
    props.onGo(Math.min(count() - 1, Math.max(0, Math.floor(share * count()))));
  };
  const story = createMemo(() => describeStates(props.states));

  return (
    <div
      class="load-bar"
      role="slider"
      tabIndex={-1}
      aria-orientation="vertical"
      aria-label={props.label}
      aria-valuemin={1}
      aria-valuemax={Math.max(1, count())}
      aria-valuenow={props.index + 1}
      aria-valuetext={`${words.slice(props.index + 1, count())}. ${story()}`}
      title={story()}
      data-load={story()}
      onPointerDown={(event) => {
        if (event.button !== 0 || count() === 0) return;
        event.preventDefault();
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
        go(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) go(event);
      }}
    >
      <div class="load-bar-track" ref={track}>
        <canvas ref={canvas} />
      </div>
    </div>
  );
}

/** In words, for those who do not see the bar: "Slices 12 to 18 have not arrived". */
export function describeStates(states: readonly SliceState[]): string {
  const numbers = (state: SliceState) => states.flatMap((value, index) => (value === state ? [index + 1] : []));
  const missing = numbers('none');
  const failed = numbers('failed');
  const preview = numbers('preview');
  const sentences = [
    missing.length > 0 ? words.notArrivedRange(spoken(missing), missing.length > 1) : words.allArrived,
    failed.length > 0 ? words.failedRange(spoken(failed), failed.length > 1) : '',
    preview.length > 0 ? words.previewCount(preview.length) : '',
  ];
  return sentences.filter((sentence) => sentence !== '').join('. ');
}
