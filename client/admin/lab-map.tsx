import { createSignal, For, type JSX } from 'solid-js';
import { request } from '../app/http.ts';
import { Button } from '../ui/button.tsx';
import styles from './admin.module.css';

/** The site's own codes of results, each with the LOINC code it stands for. */
export function LabMap(props: { codes: string[] }): JSX.Element {
  const [entered, setEntered] = createSignal<Record<string, string>>({});
  const [said, setSaid] = createSignal('');
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    try {
      const { map } = await request<{ map: Record<string, string> }>('GET', '/api/admin/lab-map');
      const named = Object.entries(entered()).filter(([, loinc]) => loinc !== '');
      await request('PUT', '/api/admin/lab-map', { map: { ...map, ...Object.fromEntries(named) } });
      setSaid('Kept. Hear the messages again that need it.');
    } catch (error) {
      setSaid(error instanceof Error ? error.message : 'It could not be kept');
    }
  };
  return (
    <form onSubmit={(event) => void save(event)} aria-label="Codes of results">
      <p>These codes are not known. Give the LOINC code of each that matters (glucose is 2345-7, INR 6301-6, platelets 777-3).</p>
      <For each={props.codes}>
        {(code) => (
          <label class={styles['field']}>
            LOINC code of {code}
            <input
              class={styles['input']}
              pattern="\d{1,5}-\d"
              placeholder="2345-7"
              onInput={(event) => setEntered({ ...entered(), [code]: event.currentTarget.value.trim() })}
            />
          </label>
        )}
      </For>
      <Button type="submit">Keep the map</Button>
      <p role="status">{said()}</p>
    </form>
  );
}
