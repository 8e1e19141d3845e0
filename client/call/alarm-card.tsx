import { createSignal, For, type JSX, Show } from 'solid-js';
import type { CallView } from '#shared/protocol/call.ts';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './call.module.css';
import { Since } from './since.tsx';
import { alarmWords, telOf } from './words.ts';

/** At the hub: a hospital that nobody has answered. Whoever sees it can take it, or telephone. */
export function AlarmCard(props: {
  call: CallView;
  consult: ConsultSummary | undefined;
  now: number;
  onTold: (call: CallView) => void;
  onOpen: (consultId: string) => void;
}): JSX.Element {
  const [failed, setFailed] = createSignal('');
  const phones = () => (props.consult?.callBack ?? []).filter(({ siteId }) => siteId === props.call.site.id);
  const accept = async () => {
    const id = props.call.consultId;
    try {
      props.onTold(await request<CallView>('POST', `/api/consults/${id}/call/answer`, { answer: 'accept' }));
      props.onOpen(id);
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'The answer could not be sent');
    }
  };
  return (
    <section class={styles['card']} data-alarm={props.call.consultId} aria-label={`${alarmWords(props.call)}: ${props.call.site.name}`}>
      <p role="alert" class={styles['cardTitle']}>
        {alarmWords(props.call)}: {props.call.site.name}
      </p>
      <p>
        Suspected stroke. <Since call={props.call} consult={props.consult} now={props.now} />
      </p>
      <div class={styles['answers']}>
        <For each={phones()}>
          {(phone) => (
            <a class={styles['phone']} href={telOf(phone)}>
              Call {phone.site}: {phone.phone}
            </a>
          )}
        </For>
        <Button kind="primary" class={styles['big'] ?? ''} onClick={() => void accept()}>
          Accept
        </Button>
      </div>
      <Show when={failed() !== ''}>
        <p role="alert" class={styles['red']}>
          {failed()}
        </p>
      </Show>
    </section>
  );
}
