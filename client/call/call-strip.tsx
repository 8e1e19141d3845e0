import { createSignal, For, type JSX, Show } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { request } from '../app/http.ts';
import { useSigned } from '../app/shell.tsx';
import { Button } from '../ui/button.tsx';
import styles from './call.module.css';
import { CallDetails } from './call-details.tsx';
import { afterwards, alarmWords, callWords, countdown, declineWords, lastDecline, telOf } from './words.ts';

/** Who enters accepts by it: these are told only of a call that was begun after they came. */
const ENTERING_ACCEPTS = ['neurologist', 'interventionalist'];

/** In the room: who is being called and for how long, who declined, who has it; and in red, whom to telephone when nobody answers. */
export function CallStrip(props: { consult: ConsultSummary; now: number }): JSX.Element {
  const { me, calls } = useSigned();
  const [details, setDetails] = createSignal(false);
  const [hidden, setHidden] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const came = new Date(props.now).toISOString();
  const call = () => calls.of(props.consult.id);
  const mine = (view: CallView) => !ENTERING_ACCEPTS.includes(me.person.role) || (view.startedAt ?? '') > came;
  const shown = () => {
    const view = call();
    if (view === undefined || props.consult.state !== 'open' || !mine(view)) return null;
    return view.state === 'accepted' && hidden() === view.accepted?.at ? null : view;
  };
  const phones = () => props.consult.callBack.filter(({ siteId }) => siteId !== me.organisation.id);
  const start = async () => {
    setFailed('');
    try {
      calls.put(await request<CallView>('POST', `/api/consults/${props.consult.id}/call`));
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'The call could not be begun');
    }
  };
  return (
    <>
      <Show when={shown()}>
        {(view) => (
          <section class={styles['strip']} aria-label="Call" data-call={view().state} data-alarm={view().alarm !== null}>
            <Show when={view().alarm}>
              <p role="alert" class={styles['alarm']}>
                <strong>{alarmWords(view())}:</strong>
                <For
                  each={phones()}
                  fallback={
                    <span>call {me.organisation.kind === 'hub' ? props.consult.site.name : 'your stroke center'} by telephone</span>
                  }
                >
                  {(phone) => (
                    <a class={styles['phone']} href={telOf(phone)}>
                      call {phone.site} on {phone.phone}
                    </a>
                  )}
                </For>
              </p>
            </Show>
            <p role="status" class={styles['state']}>
              <span>{callWords(view())}</span>
              <Show when={view().alarm === null && view().state === 'ringing' && lastDecline(view())}>
                {(step) => (
                  <span class={styles['declined']}>
                    {step().person.name} declined: {declineWords(step())}
                  </span>
                )}
              </Show>
            </p>
            <Show when={view().ringing}>
              {(ringing) => (
                <p class={styles['left']}>
                  <strong role="timer">{countdown(ringing().until, props.now)}</strong>{' '}
                  <span class={styles['then']}>{afterwards(view())}</span>
                </p>
              )}
            </Show>
            <Show when={failed() !== ''}>
              <p role="alert" class={styles['red']}>
                {failed()}
              </p>
            </Show>
            <span class={styles['buttons']}>
              <Show when={view().state === 'none' || view().state === 'nobody'}>
                <Button kind="primary" onClick={() => void start()}>
                  {view().state === 'none' ? 'Call the neurologist' : 'Call again'}
                </Button>
              </Show>
              <Button aria-haspopup="dialog" aria-label="Details of the call" onClick={() => setDetails(true)}>
                Details
              </Button>
              <Show when={view().state === 'accepted'}>
                <Button kind="quiet" aria-label="Hide the call" onClick={() => setHidden(view().accepted?.at ?? '')}>
                  Hide
                </Button>
              </Show>
            </span>
          </section>
        )}
      </Show>
      <Show when={details() && call()}>
        {(view) => (
          <CallDetails call={view()} open={props.consult.state === 'open'} onStart={() => void start()} onClose={() => setDetails(false)} />
        )}
      </Show>
    </>
  );
}
