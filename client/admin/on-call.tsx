import { createEffect, createResource, createSignal, For, type JSX, on, Show } from 'solid-js';
import { createStore, produce } from 'solid-js/store';
import type { OnCallPlan } from '#shared/protocol/call.ts';
import { CALL_SECONDS } from '#shared/protocol/call.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';
import { type Contact, Contacts } from './on-call-contacts.tsx';
import { type Line, OnCallLine, shiftOf, wrongShift } from './on-call-line.tsx';

/** Shorter than this hardly anybody can answer, s. */
const SHORT_S = 20;

/** The hub's roster: who is called, in which order, when, and how each is reached. */
export function OnCall(props: { mayChange: boolean }): JSX.Element {
  const [plan, { mutate, refetch }] = createResource(() => request<OnCallPlan>('GET', '/api/admin/on-call'));
  let section!: HTMLElement;
  // Once it is there: before that the page is too short to go to it.
  createEffect(
    on(
      () => plan.state === 'ready',
      (ready) => ready && location.hash === '#on-call' && section.scrollIntoView(),
    ),
  );
  return (
    <section ref={section} class={styles['section']} id="on-call" aria-label="On call">
      <h2>On call</h2>
      <Show when={plan.error}>
        <p role="alert">The roster cannot be read. The people on call are rung all the same.</p>
      </Show>
      <Show when={plan.latest} keyed>
        {(known) => <Roster plan={known} mayChange={props.mayChange} onKept={mutate} onAgain={() => void refetch()} />}
      </Show>
    </section>
  );
}

function Roster(props: { plan: OnCallPlan; mayChange: boolean; onKept: (plan: OnCallPlan) => void; onAgain: () => void }): JSX.Element {
  let made = 0;
  const lineOf = (given: OnCallPlan['lines'][number]): Line => ({ key: ++made, ...shiftOf(given) });
  const [state, setState] = createStore({
    lines: props.plan.lines.map(lineOf),
    seconds: String(props.plan.seconds),
    contacts: props.plan.people.map(
      (person): Contact => ({ personId: person.personId, email: person.email, webhookUrl: person.webhookUrl ?? '', secret: null }),
    ),
  });
  const [said, setSaid] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const [changed, setChanged] = createSignal(false);
  const nameOf = (id: string) => props.plan.people.find((person) => person.personId === id)?.name ?? '';
  const touch = (change: () => void) => {
    change();
    setChanged(true);
    setSaid('');
  };
  const move = (from: number, to: number) => {
    const line = state.lines[from]!;
    touch(() =>
      setState(
        'lines',
        produce((lines) => void lines.splice(to, 0, ...lines.splice(from, 1))),
      ),
    );
    setSaid(`${nameOf(line.personId)} is ${to + 1} of ${state.lines.length}`);
    // The button moved with its line: it keeps the focus, or its twin takes it at an end.
    queueMicrotask(() => {
      const [wanted, other] = to < from ? ['up', 'down'] : ['down', 'up'];
      const button = (name: string | undefined) =>
        document.querySelector<HTMLButtonElement>(`[data-line="${line.key}"] [data-move="${name}"]`);
      const first = button(wanted);
      (first?.disabled === false ? first : button(other))?.focus();
    });
  };
  const pagesOnly = () =>
    props.plan.people.filter(
      (person) => props.plan.now.includes(person.personId) && person.webhookUrl === null && !(person.email && props.plan.mail),
    );
  const wrong = () => state.lines.some(wrongShift);
  const keep = async (event: SubmitEvent) => {
    event.preventDefault();
    setFailed('');
    const iso = (local: string) => (local === '' ? null : new Date(local).toISOString());
    try {
      props.onKept(
        await request<OnCallPlan>('PUT', '/api/admin/on-call', {
          version: props.plan.version,
          seconds: Number(state.seconds),
          lines: state.lines.map(({ personId, always, from, until }) =>
            always ? { personId, from: null, until: null } : { personId, from: iso(from), until: iso(until) },
          ),
          contacts: state.contacts.map(({ personId, email, webhookUrl, secret }) => ({
            personId,
            email,
            webhookUrl: webhookUrl.trim() === '' ? null : webhookUrl.trim(),
            ...(secret === null ? {} : { webhookSecret: secret }),
          })),
        }),
      );
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be kept');
    }
  };
  return (
    <form class={styles['section']} onSubmit={(event) => void keep(event)}>
      <p>
        A stroke call rings for the first person here, then for the next. After the last one everybody is alarmed, and it starts from the
        top. Times are those of this device ({Intl.DateTimeFormat().resolvedOptions().timeZone}).
      </p>
      <Show
        when={props.plan.now.length > 0}
        fallback={
          <p role="alert" class={styles['fix']}>
            Nobody is on call now: a stroke call would ring for nobody, and ask the emergency team to telephone.
          </p>
        }
      >
        <p>
          On call now: <strong>{props.plan.now.map(nameOf).join(', then ')}</strong>
        </p>
      </Show>
      <Show when={props.mayChange && pagesOnly().length > 0}>
        <p>
          On open pages only:{' '}
          {pagesOnly()
            .map(({ name }) => name)
            .join(', ')}
          . With no page open they hear nothing: add an e-mail or a webhook below.
        </p>
      </Show>
      <ol class={styles['list']} aria-label="Order of calls">
        <For each={state.lines}>
          {(line, index) => (
            <OnCallLine
              line={line}
              place={index() + 1}
              of={state.lines.length}
              people={props.plan.people}
              mayChange={props.mayChange}
              onChange={(change) => touch(() => setState('lines', index(), change))}
              onMove={(by) => move(index(), index() + by)}
              onRemove={() => touch(() => setState('lines', (lines) => lines.filter((one) => one.key !== line.key)))}
            />
          )}
        </For>
      </ol>
      <Show when={props.mayChange}>
        <div class={styles['form']}>
          <Button
            disabled={props.plan.people.length === 0}
            onClick={() =>
              touch(() =>
                setState('lines', (lines) => [...lines, lineOf({ personId: props.plan.people[0]!.personId, from: null, until: null })]),
              )
            }
          >
            Add a line
          </Button>
          <label class={styles['field']}>
            Seconds that it rings for each
            <input
              class={styles['input']}
              type="number"
              required
              min={CALL_SECONDS.least}
              max={CALL_SECONDS.most}
              value={state.seconds}
              onInput={(event) => touch(() => setState('seconds', event.currentTarget.value))}
            />
          </label>
        </div>
        <Show when={Number(state.seconds) < SHORT_S}>
          <p class={styles['fix']}>Under {SHORT_S} seconds hardly anybody can answer.</p>
        </Show>
        <Contacts
          people={props.plan.people}
          contacts={state.contacts}
          mail={props.plan.mail}
          onChange={(index, change) => touch(() => setState('contacts', index, change))}
        />
        <div class={styles['form']}>
          <Button type="submit" kind="primary" disabled={!changed() || wrong()}>
            Keep the roster
          </Button>
          <Show when={changed()}>
            <Button onClick={() => props.onAgain()}>Drop my changes</Button>
            <span class={styles['quiet']}>Not kept yet</span>
          </Show>
        </div>
        <p role="status">{said()}</p>
        <Show when={failed() !== ''}>
          <p role="alert" class={styles['fix']}>
            {failed()}
          </p>
        </Show>
      </Show>
    </form>
  );
}
