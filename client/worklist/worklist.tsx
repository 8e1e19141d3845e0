import { A, useNavigate } from '@solidjs/router';
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { createClock } from '../app/clock.ts';
import { request } from '../app/http.ts';
import { signOut } from '../app/session.ts';
import { useSigned } from '../app/shell.tsx';
import { Readiness } from '../call/readiness.tsx';
import { Button } from '../ui/button.tsx';
import { ConsultCard } from './consult-card.tsx';
import { SendHelp } from './send-help.tsx';
import { byUrgency } from './urgency.ts';
import styles from './worklist.module.css';

type Filter = 'open' | 'mine' | 'site' | 'closed';
const FILTERS: { id: Filter; label: string }[] = [
  { id: 'open', label: 'Open' },
  { id: 'mine', label: 'Mine' },
  { id: 'site', label: 'My hospital' },
  { id: 'closed', label: 'Ended today' },
];

/** One list, most urgent first. A consult that calls this person rings until it is answered. */
export function Worklist(): JSX.Element {
  const { me, events, consults, calls, ringing } = useSigned();
  const navigate = useNavigate();
  const now = createClock(events.offset);
  const [filter, setFilter] = createSignal<Filter>('open');
  const rings = (id: string) => ringing.mine().some((call) => call.consultId === id);
  const shown = createMemo(() =>
    consults
      .all()
      .filter(passes(filter(), me.person.id, me.organisation.id))
      .sort(byUrgency),
  );
  const openOwn = async () => {
    const consult = await request<ConsultSummary>('POST', '/api/consults', {});
    consults.put(consult);
    navigate(`/consults/${consult.id}`);
  };

  return (
    <div class={styles['page']}>
      <header class={styles['header']}>
        <h1 class={styles['title']}>Hyperacute</h1>
        <Show when={me.mode === 'evaluation'}>
          <span class={styles['mode']}>Evaluation: invented patients only</span>
        </Show>
        <span class={styles['who']}>
          {me.person.name}, {me.organisation.name}
        </span>
        <Show when={!events.plane().up}>
          <span role="status" class={styles['down']}>
            Not live: re-connecting
          </span>
        </Show>
        <A class={styles['link']} href="/admin">
          Connect a scanner
        </A>
        <Button kind="quiet" onClick={() => void signOut()}>
          Change person
        </Button>
      </header>
      <main class={styles['main']}>
        <div class={styles['bar']}>
          <fieldset aria-label="Show" class={styles['filters']}>
            <For each={FILTERS}>
              {(one) => (
                <Button aria-pressed={filter() === one.id} kind={filter() === one.id ? 'plain' : 'quiet'} onClick={() => setFilter(one.id)}>
                  {one.label}
                </Button>
              )}
            </For>
          </fieldset>
          <Readiness />
          <Show when={me.person.role === 'emergency-physician' || me.person.role === 'nurse'}>
            <Button onClick={() => navigate('/notify')}>Announce a patient</Button>
            <Button kind="primary" onClick={() => void openOwn()}>
              Start a stroke consult
            </Button>
          </Show>
        </div>
        <Show when={consults.error() !== ''}>
          <p role="alert" class={styles['down']}>
            {consults.error()}
          </p>
        </Show>
        <ul class={styles['list']} aria-label="Consults" aria-live="polite">
          <For each={shown()}>
            {(consult) => (
              <ConsultCard consult={consult} call={calls.of(consult.id)} own={me.organisation.id} now={now()} ringing={rings(consult.id)} />
            )}
          </For>
        </ul>
        <Show when={!consults.loading() && shown().length === 0}>
          <SendHelp />
        </Show>
      </main>
    </div>
  );
}

function passes(filter: Filter, personId: string, organisationId: string): (consult: ConsultSummary) => boolean {
  const open = (consult: ConsultSummary) => consult.state === 'open';
  switch (filter) {
    case 'open':
      return open;
    case 'mine':
      return (consult) =>
        open(consult) && (consult.acceptedBy?.personId === personId || consult.present.some((person) => person.personId === personId));
    case 'site':
      return (consult) => open(consult) && consult.site.id === organisationId;
    case 'closed':
      return (consult) => !open(consult);
  }
}
