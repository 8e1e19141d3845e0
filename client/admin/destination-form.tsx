import { createSignal, For, type JSX, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { DeliveryKind } from '#shared/protocol/deliver.ts';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import choices from '../ui/choices.module.css';
import styles from './admin.module.css';
import own from './outbox.module.css';
import { KINDS } from './outbox-words.ts';

type Way = 'mllp' | 'dimse' | 'stow';

const GETS: Record<Way, readonly DeliveryKind[]> = { mllp: ['oru', 'mdm'], dimse: ['sr', 'kos'], stow: ['sr', 'kos'] };
const USUAL: Record<Way, readonly DeliveryKind[]> = { mllp: ['oru'], dimse: ['sr', 'kos'], stow: ['sr', 'kos'] };

/** A new destination; what is asked depends on the way. */
export function DestinationForm(props: { onClose: () => void; onAdded: () => void }): JSX.Element {
  const [way, setWay] = createSignal<Way>('mllp');
  const [gets, setGets] = createSignal<readonly DeliveryKind[]>(USUAL.mllp);
  const [values, setValues] = createStore<Record<string, string>>({ callingAe: 'HYPERACUTE' });
  const [tls, setTls] = createSignal(false);
  const [failed, setFailed] = createSignal('');
  const [busy, setBusy] = createSignal(false);
  const text = (name: string) => values[name] ?? '';
  const settings = (): object => {
    if (way() === 'stow') return { url: text('url'), authorization: text('authorization') };
    const common = { host: text('host'), port: Number(text('port')), tls: tls() };
    if (way() === 'dimse') return { ...common, calledAe: text('calledAe'), callingAe: text('callingAe') };
    return { ...common, receivingApplication: text('receivingApplication'), receivingFacility: text('receivingFacility') };
  };
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    try {
      await request('POST', '/api/admin/destinations', { kind: way(), name: text('name'), gets: gets(), settings: settings() });
      props.onAdded();
    } catch (error) {
      setFailed(error instanceof Error ? error.message : 'It could not be added');
    } finally {
      setBusy(false);
    }
  };
  const choose = (kind: DeliveryKind, wanted: boolean) =>
    setGets(GETS[way()].filter((one) => (one === kind ? wanted : gets().includes(one))));
  const field = (label: string, name: string, more: JSX.InputHTMLAttributes<HTMLInputElement> = {}) => (
    <label class={styles['field']}>
      {label}
      <input class={styles['input']} value={text(name)} onInput={(event) => setValues(name, event.currentTarget.value)} {...more} />
    </label>
  );

  return (
    <form onSubmit={(event) => void add(event)} aria-label="New destination" class={styles['section']}>
      <div class={own['form']}>
        <label class={styles['field']}>
          Way
          <select
            class={styles['input']}
            value={way()}
            onChange={(event) => {
              setWay(event.currentTarget.value as Way);
              setGets(USUAL[way()]);
            }}
          >
            <option value="mllp">HL7 over MLLP</option>
            <option value="dimse">DICOM C-STORE</option>
            <option value="stow">DICOMweb STOW-RS</option>
          </select>
        </label>
        {field('Name', 'name', { required: true, maxLength: 80 })}
        <Show when={way() !== 'stow'}>
          {field('Address', 'host', { required: true, pattern: '[A-Za-z0-9_.:\\-]{1,253}' })}
          {field('Port', 'port', { required: true, inputmode: 'numeric', pattern: '[0-9]{1,5}' })}
        </Show>
        <Show when={way() === 'mllp'}>
          {field('Receiving application (MSH-5)', 'receivingApplication')}
          {field('Receiving facility (MSH-6)', 'receivingFacility')}
        </Show>
        <Show when={way() === 'dimse'}>
          {field('Its AE title', 'calledAe', { required: true, maxLength: 16 })}
          {field('Our AE title', 'callingAe', { required: true, maxLength: 16 })}
        </Show>
        <Show when={way() === 'stow'}>
          {field('URL of the DICOMweb service', 'url', { required: true, type: 'url', placeholder: 'https://pacs.example/dicom-web' })}
          {field('Authorization header, if it wants one', 'authorization', { type: 'password', autocomplete: 'off' })}
        </Show>
      </div>
      <fieldset class={choices['choices']}>
        <legend>It gets</legend>
        <For each={GETS[way()]}>
          {(kind) => (
            <label class={choices['choice']}>
              <input type="checkbox" checked={gets().includes(kind)} onChange={(event) => choose(kind, event.currentTarget.checked)} />
              {KINDS[kind]}
            </label>
          )}
        </For>
      </fieldset>
      <Show when={way() !== 'stow'}>
        <label class={choices['choice']}>
          <input type="checkbox" checked={tls()} onChange={(event) => setTls(event.currentTarget.checked)} />
          Encrypted (TLS)
        </label>
      </Show>
      <div class={own['actions']}>
        <Button type="submit" kind="primary" disabled={busy() || gets().length === 0}>
          Add
        </Button>
        <Button onClick={() => props.onClose()}>Cancel</Button>
      </div>
      <p class={styles['quiet']}>Consults that are signed from now on go there.</p>
      <Show when={failed() !== ''}>
        <p role="alert">{failed()}</p>
      </Show>
    </form>
  );
}
