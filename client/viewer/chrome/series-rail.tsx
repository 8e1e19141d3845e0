import { createMemo, For, type JSX, Show } from 'solid-js';
import type { Series } from '../catalogue/catalogue.ts';
import type { Controller } from '../controller/controller.ts';
import { compareWithPrior } from '../controller/navigation.ts';
import { dicomDate } from '../panes/dicom-words.ts';
import { sliceStates } from '../panes/pane-view.tsx';
import { words } from '../words.ts';
import { Icon } from './icons.tsx';
import { Thumbnail } from './thumbnail.tsx';

/** Every series with how much of it is here; a tap hangs it in the active viewport. Documents are shown as what they are. */
export function SeriesRail(props: { controller: Controller; consultId: string; onPick?: () => void }): JSX.Element {
  const studies = createMemo(() => {
    props.controller.content();
    const series = props.controller.catalogue.allSeries();
    return props.controller.catalogue
      .studies()
      .toSorted((a, b) => Number(a.prior) - Number(b.prior) || (b.date + b.time).localeCompare(a.date + a.time))
      .map((study) => ({
        study,
        series: series.filter(({ descriptor }) => descriptor.studyInstanceUid === study.studyInstanceUid).toSorted(byNumber),
      }));
  });
  return (
    <nav class="series-rail" aria-label={words.seriesList}>
      <For each={studies()}>
        {({ study, series }) => (
          <section aria-label={`${study.description || words.study} ${dicomDate(study.date)}`}>
            <h3 class="series-study">
              {study.description || words.study} <span>{dicomDate(study.date)}</span>
              <Show when={study.prior}>
                <b>{words.prior}</b>
              </Show>
            </h3>
            <Show when={study.prior && series.length === 0}>
              <button type="button" class="series-tile" onClick={() => props.controller.want(study.studyInstanceUid)}>
                {words.loadPrior}
              </button>
            </Show>
            <For each={series}>
              {(entry) => (
                <Show when={entry.descriptor.documentKind === null} fallback={<DocumentTile series={entry} consultId={props.consultId} />}>
                  <SeriesTile controller={props.controller} series={entry} {...(props.onPick ? { onPick: props.onPick } : {})} />
                </Show>
              )}
            </For>
          </section>
        )}
      </For>
      <Show when={studies().length === 0}>
        <p class="series-empty">{words.nothingYet}</p>
      </Show>
    </nav>
  );
}

function SeriesTile(props: { controller: Controller; series: Series; onPick?: () => void }): JSX.Element {
  const uid = () => props.series.descriptor.seriesInstanceUid;
  const load = createMemo(() => {
    props.controller.states();
    const states = sliceStates(
      props.controller,
      props.series.slices.map(({ frame }) => frame.id),
    );
    const count = (wanted: string) => states.filter((state) => state === wanted).length;
    return {
      all: Math.max(states.length, props.series.descriptor.frames),
      lossless: count('lossless'),
      preview: count('preview'),
      failed: count('failed'),
    };
  });
  const hung = () => props.controller.shownSeries().includes(uid());
  const prior = createMemo(() => {
    props.controller.content();
    return props.series.study?.prior ? null : props.controller.hanger.priorFor(uid());
  });
  const state = () => words.loadState(load());
  return (
    <div class="series-entry">
      <button
        type="button"
        class="series-tile"
        classList={{ 'series-hung': hung() }}
        aria-label={`${props.series.descriptor.description || props.series.descriptor.modality}. ${state()}${hung() ? `. ${words.onScreen}` : ''}`}
        data-series-uid={uid()}
        onClick={() => {
          props.controller.hang(uid());
          props.onPick?.();
        }}
      >
        <span class="series-picture" aria-hidden="true">
          <Thumbnail controller={props.controller} series={props.series} />
        </span>
        <span class="series-words">
          <span class="series-name">{props.series.descriptor.description || words.unnamedSeries}</span>
          <span class="series-facts">
            {words.role[props.series.descriptor.role]} · {state()}
          </span>
        </span>
        <progress class="series-load" max={Math.max(1, load().all)} value={load().lossless} aria-hidden="true" />
      </button>
      <Show when={prior()} keyed>
        {(other) => (
          <button type="button" class="series-prior" onClick={() => compareWithPrior(props.controller, uid(), other)}>
            {words.compareWithPrior}
          </button>
        )}
      </Show>
    </div>
  );
}

/** Reports, PDFs, presentation states: opened in a tab of their own, where the browser shows what it can. */
function DocumentTile(props: { series: Series; consultId: string }): JSX.Element {
  const { descriptor } = props.series;
  const link = (sop: string) =>
    `/api/consults/${encodeURIComponent(props.consultId)}/dicomweb/studies/${descriptor.studyInstanceUid}/series/${descriptor.seriesInstanceUid}/instances/${sop}/rendered`;
  return (
    <For each={descriptor.documents}>
      {(document) => (
        <a class="series-tile series-document" href={link(document.sopInstanceUid)} target="_blank" rel="noopener noreferrer">
          <Icon name="document" />
          <span class="series-name">{document.title || descriptor.description}</span>
          <span class="series-facts">{words.documentKind(descriptor.documentKind ?? '')}</span>
        </a>
      )}
    </For>
  );
}

const byNumber = (a: Series, b: Series): number =>
  (a.descriptor.number ?? 1e9) - (b.descriptor.number ?? 1e9) ||
  a.descriptor.seriesInstanceUid.localeCompare(b.descriptor.seriesInstanceUid);
