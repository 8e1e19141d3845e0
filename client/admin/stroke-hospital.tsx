import { createSignal, For, type JSX, Show } from 'solid-js';
import { type CandidateHospital, strokePolicy } from '#shared/clinical/policy.ts';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import styles from './admin.module.css';
import { CAPABILITIES, MODES } from './stroke-policy-words.ts';

type Mode = keyof typeof MODES;
type Capability = keyof typeof CAPABILITIES;
const hospitalSchema = strokePolicy.shape.hospitals;
const keys = <T extends string>(of: Record<T, unknown>) => Object.keys(of) as T[];

const range = ({ mode, atLeast, atMost }: CandidateHospital['travel'][number]) => `${MODES[mode]} ${atLeast}–${atMost} min`;

/** One hospital to send to: what it can do and how far it is; edited in place, removed after a question. */
export function StrokeHospital(props: {
  hospital: CandidateHospital;
  mayChange: boolean;
  onChange: (hospital: CandidateHospital) => void;
  onRemove: () => void;
}): JSX.Element {
  const [editing, setEditing] = createSignal(false);
  const [removing, setRemoving] = createSignal(false);
  return (
    <li class={styles['entry']} data-hospital={props.hospital.id}>
      <Show
        when={editing()}
        fallback={
          <>
            <p>
              <strong>{props.hospital.name}</strong> {props.hospital.phone}
            </p>
            <p>{props.hospital.capabilities.map((one) => CAPABILITIES[one]).join(', ') || 'no capability named'}</p>
            <p>{props.hospital.travel.map(range).join('; ') || 'no travel time'}</p>
            <Show when={props.mayChange}>
              <Button aria-label={`Change ${props.hospital.name}`} onClick={() => setEditing(true)}>
                Change
              </Button>
              <Button kind="danger" aria-label={`Remove ${props.hospital.name}`} onClick={() => setRemoving(true)}>
                Remove
              </Button>
            </Show>
          </>
        }
      >
        <HospitalForm
          hospital={props.hospital}
          onCancel={() => setEditing(false)}
          onDone={(hospital) => {
            setEditing(false);
            props.onChange(hospital);
          }}
        />
      </Show>
      <Dialog
        open={removing()}
        onClose={() => setRemoving(false)}
        title={`Remove ${props.hospital.name}?`}
        text="It is no longer offered in consults. Decisions that named it stay as they are."
        actions={
          <>
            <Button onClick={() => setRemoving(false)}>Keep it</Button>
            <Button
              kind="danger"
              onClick={() => {
                setRemoving(false);
                props.onRemove();
              }}
            >
              Remove
            </Button>
          </>
        }
      />
    </li>
  );
}

/** All of a hospital; travel by a mode is asked as a range, or left empty. */
export function HospitalForm(props: {
  hospital: CandidateHospital;
  onDone: (hospital: CandidateHospital) => void;
  onCancel: () => void;
}): JSX.Element {
  const [name, setName] = createSignal(props.hospital.name);
  const [phone, setPhone] = createSignal(props.hospital.phone);
  const [can, setCan] = createSignal<readonly Capability[]>(props.hospital.capabilities);
  const known = (mode: Mode) => props.hospital.travel.find((one) => one.mode === mode);
  const [travel, setTravel] = createSignal<Record<string, string>>(
    Object.fromEntries(
      keys(MODES).flatMap((mode) => [
        [`${mode}-from`, String(known(mode)?.atLeast ?? '')],
        [`${mode}-to`, String(known(mode)?.atMost ?? '')],
      ]),
    ),
  );
  const [wrong, setWrong] = createSignal('');
  const done = (event: SubmitEvent) => {
    event.preventDefault();
    const times = keys(MODES).flatMap((mode) => {
      const [from, to] = [travel()[`${mode}-from`] ?? '', travel()[`${mode}-to`] ?? ''];
      return from === '' && to === '' ? [] : [{ mode, atLeast: Number(from || to), atMost: Number(to || from) }];
    });
    const hospital = { id: props.hospital.id, name: name().trim(), phone: phone().trim(), capabilities: [...can()], travel: times };
    if (!hospitalSchema.safeParse([hospital]).success) setWrong('A name, and travel times as whole ranges: the shorter first.');
    else props.onDone(hospital);
  };
  return (
    <form
      class={styles['section']}
      onSubmit={done}
      aria-label={props.hospital.name === '' ? 'New hospital' : `Change ${props.hospital.name}`}
    >
      <label class={styles['field']}>
        Name
        <input class={styles['input']} required maxLength={120} value={name()} onInput={(event) => setName(event.currentTarget.value)} />
      </label>
      <label class={styles['field']}>
        Telephone
        <input class={styles['input']} type="tel" maxLength={40} value={phone()} onInput={(event) => setPhone(event.currentTarget.value)} />
      </label>
      <div class={styles['form']}>
        <For each={keys(CAPABILITIES)}>
          {(one) => (
            <label>
              <input
                type="checkbox"
                checked={can().includes(one)}
                onChange={(event) =>
                  setCan(keys(CAPABILITIES).filter((other) => (other === one ? event.currentTarget.checked : can().includes(other))))
                }
              />{' '}
              {CAPABILITIES[one]}
            </label>
          )}
        </For>
      </div>
      <For each={keys(MODES)}>
        {(mode) => (
          <div class={styles['form']}>
            <For each={['from', 'to'] as const}>
              {(end) => (
                <label class={styles['field']}>
                  {MODES[mode]}, minutes {end}
                  <input
                    class={styles['input']}
                    type="number"
                    min="0"
                    max="1440"
                    value={travel()[`${mode}-${end}`]}
                    onInput={(event) => setTravel({ ...travel(), [`${mode}-${end}`]: event.currentTarget.value })}
                  />
                </label>
              )}
            </For>
          </div>
        )}
      </For>
      <p role="alert">{wrong()}</p>
      <div class={styles['form']}>
        <Button type="submit">Take over</Button>
        <Button kind="quiet" onClick={props.onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
