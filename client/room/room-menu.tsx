import { createSignal, For, type JSX, Show } from 'solid-js';
import type { ConsultSummary, PatchConsult } from '#shared/protocol/http.ts';
import { request } from '../app/http.ts';
import { patientName } from '../app/patient-words.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ReasonField } from '../ui/text-field.tsx';
import styles from './room-menu.module.css';

type Ending = Exclude<PatchConsult['action'], 'accept'>;

const ENDINGS: Record<Ending, { label: string; title: string; text: string; when: (state: ConsultSummary['state']) => boolean }> = {
  'stand-down': {
    label: 'Stand down',
    title: 'Stand down this consult?',
    text: 'Everyone in the room is told. Images and marks stay. It can be re-opened.',
    when: (state) => state === 'open',
  },
  close: {
    label: 'Close',
    title: 'Close this consult?',
    text: 'It leaves the open list of both hospitals. Images and marks stay. It can be re-opened.',
    when: (state) => state === 'open' || state === 'stood-down',
  },
  'undo-opening': {
    label: 'Opened by mistake',
    title: 'Undo the opening?',
    text: 'The consult is marked as opened by mistake. Nothing is deleted. It can be re-opened.',
    when: (state) => state === 'open',
  },
  're-open': {
    label: 'Re-open',
    title: 'Re-open this consult?',
    text: 'It comes back to the open list of both hospitals.',
    when: (state) => state !== 'open',
  },
};

/** Ends and re-opens; every act has a reason and names what will happen. */
export function RoomMenu(props: {
  consult: ConsultSummary;
  who: string;
  onChanged: (consult: ConsultSummary) => void;
  onUpload: () => void;
  /** Undefined: this person invites nobody. */
  onInvite?: (() => void) | undefined;
  onLeave: () => void;
}): JSX.Element {
  const [menu, setMenu] = createSignal(false);
  const [action, setAction] = createSignal<Ending | null>(null);
  const [reason, setReason] = createSignal('');
  const [failed, setFailed] = createSignal('');
  const offered = () => (Object.keys(ENDINGS) as Ending[]).filter((one) => ENDINGS[one].when(props.consult.state));
  const pick = (then: () => void) => {
    setMenu(false);
    then();
  };
  const run = async () => {
    try {
      props.onChanged(
        await request<ConsultSummary>('PATCH', `/api/consults/${props.consult.id}`, { action: action(), reason: reason().trim() }),
      );
      setAction(null);
      setReason('');
      setFailed('');
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be done');
    }
  };
  return (
    <>
      <Button onClick={() => setMenu(true)} aria-haspopup="dialog" aria-label="Menu of this consult">
        ⋯
      </Button>
      <Dialog
        open={menu()}
        onClose={() => setMenu(false)}
        title="Consult"
        text={patientName(props.consult)}
        actions={<Button onClick={() => setMenu(false)}>Back</Button>}
      >
        <div class={styles['menuList']}>
          <Button onClick={() => pick(props.onUpload)}>Add images</Button>
          <Show when={props.onInvite}>{(invite) => <Button onClick={() => pick(invite())}>Invite interpreter or family</Button>}</Show>
          <For each={offered()}>{(one) => <Button onClick={() => pick(() => setAction(one))}>{ENDINGS[one].label}</Button>}</For>
          <Button onClick={() => pick(props.onLeave)}>Change person ({props.who})</Button>
        </div>
      </Dialog>
      <Show when={action()}>
        {(one) => (
          <Dialog
            open
            onClose={() => setAction(null)}
            title={ENDINGS[one()].title}
            text={`${patientName(props.consult)}, ${props.consult.site.name}. ${ENDINGS[one()].text}`}
            actions={
              <>
                <Button onClick={() => setAction(null)}>Cancel</Button>
                <Button kind="danger" disabled={reason().trim() === ''} onClick={() => void run()}>
                  {ENDINGS[one()].label}
                </Button>
              </>
            }
          >
            <ReasonField value={reason()} onText={setReason} />
            <Show when={failed() !== ''}>
              <p role="alert">{failed()}</p>
            </Show>
          </Dialog>
        )}
      </Show>
    </>
  );
}
