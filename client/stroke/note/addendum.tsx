import { createSignal, type JSX, Show } from 'solid-js';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { SignButton } from './sign-button.tsx';
import { words } from './words.ts';

/** What is new after the signature: signed for itself, changing nothing. */
export function Addendum(props: { chart: Chart }): JSX.Element {
  const [text, setText] = createSignal('');
  return (
    <Show when={props.chart.may('note-signed')}>
      <label class={panel['field']}>
        {words.addendum}
        <textarea class={panel['input']} rows={3} value={text()} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <Show when={text().trim() !== ''}>
        <SignButton
          chart={props.chart}
          sections={[{ heading: words.addendum, sentences: [{ text: text().trim(), sources: [] }] }]}
          onSigned={() => setText('')}
        />
      </Show>
    </Show>
  );
}
