import { A } from '@solidjs/router';
import { createResource, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { createStore, reconcile } from 'solid-js/store';
import type { AsideEntry, AssociationView, IdentityReview, SiteInfo } from '#shared/protocol/admin.ts';
import { request } from '../app/http.ts';
import { useSigned } from '../app/shell.tsx';
import { SiteChecks } from '../check/site-checks.tsx';
import styles from './admin.module.css';
import { Aside } from './aside.tsx';
import { Association } from './association.tsx';
import { EchoForm } from './echo-form.tsx';
import { Identity } from './identity.tsx';
import { Messages } from './messages.tsx';
import { OnCall } from './on-call.tsx';
import { Outbox } from './outbox.tsx';

/** How often the list of associations is read again, ms. */
const REFRESH_MS = 3_000;

/** "Connect a scanner": what to type into it, and what came of every attempt. */
export function Admin(): JSX.Element {
  const { me } = useSigned();
  const [site] = createResource(() => request<SiteInfo>('GET', '/api/admin/site'));
  const [log, { refetch }] = createResource(() => request<{ associations: AssociationView[] }>('GET', '/api/admin/associations'));
  const [waiting, setWaiting] = createStore<{ aside: AsideEntry[]; reviews: IdentityReview[] }>({ aside: [], reviews: [] });
  // Entries that stay keep their elements: a reason that somebody writes must not vanish under their hand.
  const read = async (what: 'aside' | 'reviews', path: string): Promise<void> => {
    const answer = await request<Record<typeof what, never[]>>('GET', path).catch(() => null);
    if (answer !== null) setWaiting(what, reconcile(answer[what], { key: 'id', merge: true }));
  };
  const again = () => {
    void refetch();
    void read('reviews', '/api/admin/identity');
    void read('aside', '/api/admin/aside');
  };
  void read('reviews', '/api/admin/identity');
  void read('aside', '/api/admin/aside');
  const timer = setInterval(again, REFRESH_MS);
  onCleanup(() => clearInterval(timer));
  onMount(() => {
    document.documentElement.dataset['theme'] = 'light';
  });
  onCleanup(() => {
    delete document.documentElement.dataset['theme'];
  });

  return (
    <div class={styles['page']}>
      <main class={styles['main']}>
        <div class={styles['top']}>
          <A href="/">← Worklist</A>
          <h1>Connect a scanner</h1>
          <A href="/admin/stroke">Stroke policy, hospitals, zone</A>
        </div>
        <Show when={waiting.reviews.length > 0}>
          <section class={styles['section']} aria-label="Patients that would change">
            <h2>Who is the patient? A person must decide</h2>
            <ul class={styles['list']}>
              <For each={waiting.reviews}>{(review) => <Identity review={review} onDecided={again} />}</For>
            </ul>
          </section>
        </Show>
        <Show when={waiting.aside.length > 0}>
          <section class={styles['section']} aria-label="Kept aside">
            <h2>Kept aside: a person must decide</h2>
            <ul class={styles['list']}>
              <For each={waiting.aside}>{(entry) => <Aside entry={entry} onDecided={again} />}</For>
            </ul>
          </section>
        </Show>
        <Show when={site()} fallback={<p role="status">Asking the server</p>}>
          {(info) => (
            <section class={styles['section']} aria-label="What to enter on the scanner">
              <h2>Enter this on the scanner</h2>
              <dl class={styles['facts']}>
                <Fact term="Remote AE title" value={info().dicom.aeTitle} />
                <Fact term="Address" value={info().dicom.host} />
                <Fact term="Port" value={info().dicom.port === null ? 'not open' : String(info().dicom.port)} />
                <Fact term="Encryption" value={info().dicom.tls ? 'TLS' : 'none'} />
              </dl>
              <p>
                The scanner's own AE title must be one of:{' '}
                <strong>
                  {info()
                    .dicom.senders.map(({ title, source }) => `${title} (from ${source})`)
                    .join(', ')}
                </strong>
              </p>
              <p class={styles['quiet']}>A PACS can send to {info().stowUrl} (STOW-RS, with an API key).</p>
            </section>
          )}
        </Show>
        <Show when={me.person.role === 'admin'}>
          <EchoForm />
        </Show>
        <section class={styles['section']} aria-label="Recent connections">
          <h2>Recent connections</h2>
          <Show when={log.error}>
            <p role="alert">The list cannot be read; it is tried again.</p>
          </Show>
          <ul class={styles['list']}>
            <For each={log.latest?.associations} fallback={<li class={styles['quiet']}>No scanner has connected yet.</li>}>
              {(entry) => <Association entry={entry} />}
            </For>
          </ul>
        </section>
        <Show when={me.organisation.kind === 'hub'}>
          <OnCall mayChange={me.person.role === 'coordinator' || me.person.role === 'admin'} />
        </Show>
        <Outbox mayDecide={me.person.role !== 'coordinator'} mayManage={me.person.role === 'admin'} />
        <SiteChecks styles={styles} />
        <Messages mayChange={me.person.role !== 'coordinator'} />
      </main>
    </div>
  );
}

function Fact(props: { term: string; value: string }): JSX.Element {
  return (
    <div>
      <dt>{props.term}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}
