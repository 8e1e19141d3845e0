import { For, type JSX } from 'solid-js';
import type { EntryOf } from '#shared/protocol/chart/chart.ts';
import type { Chart } from '../create-chart.ts';
import panel from '../ui/panel.module.css';
import { siteTime } from '../ui/site-time.ts';
import { Sources } from './sources.tsx';
import { words } from './words.ts';

/** What was signed, as it was signed, and its PDF. */
export function SignedNotes(props: { chart: Chart; signed: readonly EntryOf<'note-signed'>[] }): JSX.Element {
  const pdf = (version: number) => `/api/consults/${encodeURIComponent(props.chart.consult().id)}/records/${version}/pdf`;
  return (
    <For each={props.signed}>
      {(entry, at) => (
        <article class={panel['card']} data-signed={at() + 1}>
          <p class={`${panel['row']} ${panel['spread']}`}>
            <strong>{words.version(at() + 1)}</strong>
            <a href={pdf(at() + 1)} download="">
              {words.pdf}
            </a>
          </p>
          <p class={panel['quiet']}>{words.signed(entry.by?.name ?? '', siteTime(entry.at, props.chart.zone(), props.chart.now()))}</p>
          <For each={entry.body.sections}>
            {(section) => (
              <section aria-label={words.heading(section.heading)}>
                <h4 class={panel['title']}>{section.heading}</h4>
                <For each={section.sentences}>
                  {(sentence) => (
                    <div>
                      <p>{sentence.text}</p>
                      <Sources chart={props.chart} sources={sentence.sources} />
                    </div>
                  )}
                </For>
              </section>
            )}
          </For>
        </article>
      )}
    </For>
  );
}
