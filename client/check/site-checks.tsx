import { createResource, For, type JSX, Show } from 'solid-js';
import { adviceFor } from '#shared/media/check-advice.ts';
import { CHECKS, type SiteCheck } from '#shared/protocol/check.ts';
import { request } from '../app/http.ts';
import { checkNames, stateWords, words } from './words.ts';

/** On the admin page: what every device of the sites found last, with what to do. Drawn with that page's styles. */
export function SiteChecks(props: { styles: Record<string, string | undefined> }): JSX.Element {
  const [list] = createResource(() => request<{ checks: SiteCheck[] }>('GET', '/api/admin/checks'));
  const [media] = createResource(() => request<{ host: string; port: number | null }>('GET', '/api/check/media'));
  const wrong = (check: SiteCheck) => CHECKS.filter((name) => check.results[name].state !== 'good');
  return (
    <section class={props.styles['section']} aria-label={words.siteTitle}>
      <h2>{words.siteTitle}</h2>
      <ul class={props.styles['list']}>
        <For each={list.latest?.checks} fallback={<li class={props.styles['quiet']}>{words.nothing}</li>}>
          {(check) => (
            <li class={props.styles['entry']} data-bad={wrong(check).length > 0}>
              <p>
                <strong>{check.site}</strong>, {check.browser}, {check.by}, {new Date(check.at).toLocaleString()}:{' '}
                {wrong(check).length === 0
                  ? words.allGood
                  : wrong(check)
                      .map((name) => `${checkNames[name]} ${stateWords[check.results[name].state]}`)
                      .join(', ')}
              </p>
              <p class={props.styles['quiet']}>
                {checkNames.down} {check.results.down.detail}, {checkNames.up} {check.results.up.detail}, {checkNames.roundTrip}{' '}
                {check.results.roundTrip.detail}
              </p>
              <Show when={adviceFor(check.results, media() ?? { host: location.hostname, port: null }).length > 0}>
                <For each={adviceFor(check.results, media() ?? { host: location.hostname, port: null })}>
                  {(line) => <p class={props.styles['fix']}>{line}</p>}
                </For>
              </Show>
            </li>
          )}
        </For>
      </ul>
    </section>
  );
}
