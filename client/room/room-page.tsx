import { useNavigate, useParams } from '@solidjs/router';
import { createEffect, createResource, createSignal, type JSX, Match, on, Show, Switch } from 'solid-js';
import type { ConsultSummary } from '#shared/protocol/http.ts';
import { RequestError, request } from '../app/http.ts';
import { patientName } from '../app/patient-words.ts';
import { useSigned } from '../app/shell.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { entered, mustConfirm } from './last-consult.ts';
import { Room } from './room.tsx';
import styles from './room-page.module.css';

/** `/consults/:id`: fetches the consult, asks before one patient is left for another, then opens the room. */
export function RoomPage(): JSX.Element {
  const params = useParams<{ id: string }>();
  const navigate = useNavigate();
  const { consults } = useSigned();
  const [loaded] = createResource(
    () => params.id,
    async (id) => {
      const consult = await request<ConsultSummary>('GET', `/api/consults/${encodeURIComponent(id)}`);
      consults.put(consult);
      return consult.id;
    },
  );
  const consult = () => (loaded.state === 'ready' ? consults.get(loaded()) : undefined);
  const named = () => {
    const current = consult();
    return current === undefined ? '' : patientName(current);
  };
  const [confirmed, setConfirmed] = createSignal('');
  const question = () => {
    const current = consult();
    return current === undefined || confirmed() === current.id ? null : mustConfirm(current.id);
  };
  createEffect(
    on([consult, question], ([current, asked]) => {
      if (current !== undefined && asked === null) entered(current.id, patientName(current));
    }),
  );
  const why = () => (loaded.error instanceof RequestError ? loaded.error.message : 'The consult cannot be read');

  return (
    <Switch
      fallback={
        <p role="status" class={styles['center']}>
          Opening the room
        </p>
      }
    >
      <Match when={loaded.error}>
        <main class={styles['center']}>
          <p role="alert">{why()}</p>
          <Button onClick={() => navigate('/')}>Back to the worklist</Button>
        </main>
      </Match>
      <Match when={question()}>
        {(asked) => (
          <Dialog
            open
            onClose={() => navigate('/')}
            title="Another patient"
            text={`You were with ${asked().patient}. This is ${named()}, ${consult()?.site.name ?? ''}.`}
            actions={
              <>
                <Button onClick={() => navigate('/')}>Back to the worklist</Button>
                <Button kind="primary" onClick={() => setConfirmed(consult()?.id ?? '')}>
                  Go to {named()}
                </Button>
              </>
            }
          />
        )}
      </Match>
      <Match when={consult()}>
        {(current) => (
          <Show when={current().id} keyed>
            {(_id) => <Room consult={current()} />}
          </Show>
        )}
      </Match>
    </Switch>
  );
}
