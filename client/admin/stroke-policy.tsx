import { A } from '@solidjs/router';
import { createResource, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { isZone } from '#shared/chart/zone.ts';
import { DEFAULT_POLICY, type StrokePolicy } from '#shared/clinical/policy.ts';
import { TARGETS } from '#shared/clinical/targets.ts';
import { request } from '../app/http.ts';
import { useSigned } from '../app/shell.tsx';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';
import { HospitalForm, StrokeHospital } from './stroke-hospital.tsx';
import { CHOICES, MINUTES, type Minutes } from './stroke-policy-words.ts';

const CHANGING = ['admin', 'emergency-physician', 'neurologist', 'interventionalist'];
const keys = <T extends string>(of: Record<T, unknown>) => Object.keys(of) as T[];

/** `/admin/stroke`: what the site decides for itself, beside what the product takes and where that comes from. */
export function StrokePolicyPage(): JSX.Element {
  const { me } = useSigned();
  const [policy, { mutate }] = createResource(() => request<StrokePolicy>('GET', '/api/admin/stroke-policy'));
  const [zone, { mutate: setZone }] = createResource(async () => (await request<{ zone: string }>('GET', '/api/admin/zone')).zone);
  const [adding, setAdding] = createSignal(false);
  const [said, setSaid] = createSignal('');
  const [wrong, setWrong] = createSignal('');
  const mayChange = CHANGING.includes(me.person.role);
  onMount(() => {
    document.documentElement.dataset['theme'] = 'light';
  });
  onCleanup(() => {
    delete document.documentElement.dataset['theme'];
  });
  const change = (part: Partial<StrokePolicy>) => {
    setSaid('');
    mutate((known) => (known === undefined ? known : { ...known, ...part }));
  };
  const setTarget = (id: string, text: string) => {
    const { [id]: _, ...others } = policy()!.targets;
    change({ targets: text === '' ? others : { ...others, [id]: Number(text) } });
  };
  const save = async () => {
    setSaid('');
    setWrong('');
    try {
      if (!isZone(zone() ?? '')) throw new Error('The zone is no name of the IANA list, like America/Denver.');
      await request('PUT', '/api/admin/stroke-policy', policy());
      await request('PUT', '/api/admin/zone', { zone: zone() });
      setSaid('Kept. Consults that are open use it from now on.');
    } catch (error) {
      setWrong(error instanceof Error ? error.message : 'It could not be kept');
    }
  };
  return (
    <div class={styles['page']}>
      <main class={styles['main']}>
        <div class={styles['top']}>
          <A href="/admin">← Administration</A>
          <h1>Stroke policy of {me.organisation.name}</h1>
        </div>
        <Show when={policy.error === undefined && zone.error === undefined} fallback={<p role="alert">The policy cannot be read.</p>}>
          <Show when={policy()} fallback={<p role="status">Asking the server</p>}>
            {(now) => (
              <div class={styles['section']} inert={!mayChange}>
                <section class={styles['section']} aria-label="Drug and checks">
                  <h2>Drug and checks</h2>
                  <For each={keys(CHOICES)}>
                    {(name) => (
                      <label class={styles['field']}>
                        {CHOICES[name].label}
                        <select
                          class={styles['input']}
                          value={now()[name]}
                          onChange={(event) => change({ [name]: event.currentTarget.value } as Partial<StrokePolicy>)}
                        >
                          <For each={Object.entries(CHOICES[name].options)}>{([value, text]) => <option value={value}>{text}</option>}</For>
                        </select>
                        <small class={styles['quiet']}>
                          The product's: {(CHOICES[name].options as Record<string, string>)[DEFAULT_POLICY[name]]}. {CHOICES[name].source}
                        </small>
                      </label>
                    )}
                  </For>
                  <For each={keys(MINUTES)}>
                    {(name: Minutes) => (
                      <label class={styles['field']}>
                        {MINUTES[name].label}, minutes
                        <input
                          class={styles['input']}
                          type="number"
                          min="1"
                          max={MINUTES[name].max}
                          value={now()[name]}
                          onChange={(event) => change({ [name]: Number(event.currentTarget.value) })}
                        />
                        <small class={styles['quiet']}>The product's: {DEFAULT_POLICY[name]}. No source names a number.</small>
                      </label>
                    )}
                  </For>
                </section>
                <section class={styles['section']} aria-label="Goals">
                  <h2>Goals, minutes</h2>
                  <For each={TARGETS}>
                    {(target) => (
                      <label class={styles['field']}>
                        {target.name}
                        <input
                          class={styles['input']}
                          type="number"
                          min="1"
                          max="1440"
                          aria-label={target.name}
                          placeholder={String(target.minutes)}
                          value={now().targets[target.id] ?? ''}
                          onChange={(event) => setTarget(target.id, event.currentTarget.value)}
                        />
                        <small class={styles['quiet']}>
                          The product's: {target.minutes} ({target.source.text}). Empty takes it.
                        </small>
                      </label>
                    )}
                  </For>
                </section>
                <section class={styles['section']} aria-label="Hospitals to send to">
                  <h2>Hospitals to send to</h2>
                  <ul class={styles['list']}>
                    <For each={now().hospitals} fallback={<li class={styles['quiet']}>None yet: no transfer can be decided.</li>}>
                      {(hospital, at) => (
                        <StrokeHospital
                          hospital={hospital}
                          mayChange={mayChange}
                          onChange={(changed) => change({ hospitals: now().hospitals.with(at(), changed) })}
                          onRemove={() => change({ hospitals: now().hospitals.filter(({ id }) => id !== hospital.id) })}
                        />
                      )}
                    </For>
                  </ul>
                  <Show when={adding()} fallback={<Button onClick={() => setAdding(true)}>Add a hospital</Button>}>
                    <HospitalForm
                      hospital={{ id: crypto.randomUUID(), name: '', phone: '', capabilities: [], travel: [] }}
                      onCancel={() => setAdding(false)}
                      onDone={(hospital) => {
                        setAdding(false);
                        change({ hospitals: [...now().hospitals, hospital] });
                      }}
                    />
                  </Show>
                </section>
                <section class={styles['section']} aria-label="Zone">
                  <h2>Zone of the clocks</h2>
                  <label class={styles['field']}>
                    Zone (IANA)
                    <input class={styles['input']} value={zone() ?? ''} onInput={(event) => setZone(event.currentTarget.value.trim())} />
                    <small class={styles['quiet']}>Times of this site's consults are told in it, wherever the reader is.</small>
                  </label>
                </section>
                <Show when={mayChange}>
                  <Button kind="primary" onClick={() => void save()}>
                    Keep the policy
                  </Button>
                </Show>
              </div>
            )}
          </Show>
        </Show>
        <p role="status">{said()}</p>
        <p role="alert">{wrong()}</p>
      </main>
    </div>
  );
}
