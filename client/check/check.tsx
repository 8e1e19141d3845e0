import { A } from '@solidjs/router';
import { createResource, createSignal, For, type JSX, Show } from 'solid-js';
import { adviceFor } from '#shared/media/check-advice.ts';
import { CHECKS, type CheckName, type CheckReport, type Found } from '#shared/protocol/check.ts';
import { request } from '../app/http.ts';
import { useSigned } from '../app/shell.tsx';
import { Button } from '../ui/button.tsx';
import { playTone } from '../video/level.ts';
import styles from './check.module.css';
import { browserWords, deviceId, runChecks } from './run-checks.ts';
import { checkNames, stateWords, words } from './words.ts';

type Results = Partial<Record<CheckName, Found>>;

/** `/check`: before it matters, whether this device and this line carry a consult. */
export function Check(): JSX.Element {
  const { events, me } = useSigned();
  const [results, setResults] = createSignal<Results>({});
  const [state, setState] = createSignal<'idle' | 'running' | 'listening' | 'done'>('idle');
  const [kept, setKept] = createSignal('');
  const [media] = createResource(() => request<{ host: string; port: number | null }>('GET', '/api/check/media'));
  const whole = () => (CHECKS.every((name) => results()[name] !== undefined) ? (results() as CheckReport['results']) : null);
  const tell = (name: CheckName, found: Found) => setResults((before) => ({ ...before, [name]: found }));

  const run = async () => {
    setResults({});
    setKept('');
    setState('running');
    await runChecks(events.socket, tell);
    setState('listening');
    await playTone('');
  };
  const heard = async (yes: boolean) => {
    tell('speaker', { state: yes ? 'good' : 'failed', detail: '' });
    setState('done');
    const report = { device: deviceId(), browser: browserWords(navigator.userAgent), results: whole() };
    await request('POST', '/api/check', report).then(
      () => setKept(words.kept(me.organisation.name)),
      () => setKept(words.notKept),
    );
  };
  const advice = () => {
    const all = whole();
    return all === null ? null : adviceFor(all, media() ?? { host: location.hostname, port: null });
  };

  return (
    <main class={styles['page']}>
      <A href="/" class={styles['back']}>
        ← Worklist
      </A>
      <h1 class={styles['title']}>{words.title}</h1>
      <p class={styles['quiet']}>{words.text}</p>
      <Button kind="primary" disabled={state() === 'running' || state() === 'listening'} onClick={() => void run()}>
        {state() === 'idle' ? words.start : state() === 'done' ? words.again : words.running}
      </Button>
      <ul class={styles['list']} aria-label={words.title}>
        <For each={CHECKS}>{(name) => <Line name={name} found={results()[name]} />}</For>
      </ul>
      <Show when={state() === 'listening'}>
        <div class={styles['ask']} role="alert">
          <p>{words.heard}</p>
          <div class={styles['answers']}>
            <Button onClick={() => void playTone('')}>{words.playAgain}</Button>
            <Button onClick={() => void heard(false)}>{words.no}</Button>
            <Button kind="primary" onClick={() => void heard(true)}>
              {words.yes}
            </Button>
          </div>
        </div>
      </Show>
      <Show when={advice()}>
        {(lines) => (
          <section class={styles['advice']} aria-label={words.adviceTitle}>
            <h2>{lines().length === 0 ? words.allGood : words.adviceTitle}</h2>
            <ul>
              <For each={lines()}>{(line) => <li>{line}</li>}</For>
            </ul>
          </section>
        )}
      </Show>
      <p role="status">{kept()}</p>
    </main>
  );
}

function Line(props: { name: CheckName; found: Found | undefined }): JSX.Element {
  const state = () => props.found?.state ?? 'waiting';
  return (
    <li class={styles['line']} data-check={props.name} data-state={state()}>
      <span>{checkNames[props.name]}</span>
      <strong class={styles['state']}>{stateWords[state()]}</strong>
      <span class={styles['quiet']}>{props.found?.detail ?? ''}</span>
    </li>
  );
}
