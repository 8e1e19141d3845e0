import { For, type JSX } from 'solid-js';
import type { RemoteCursor } from '../api.ts';
import type { Ping } from '../controller/viewer-api.ts';
import { hueColour } from '../tools/mark-style.ts';
import type { BasePane } from './base-pane.ts';

/** Other people's cursors and pings on one pane, at the same millimetre of the patient. */
export function PeopleLayer(props: { pane: BasePane | undefined; cursors: readonly RemoteCursor[]; pings: readonly Ping[] }): JSX.Element {
  const place = (at: readonly number[]): JSX.CSSProperties => {
    // Read, so that the position follows the camera.
    props.pane?.info();
    const [x, y] = props.pane?.toScreen(at) ?? [0, 0];
    return { transform: `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)` };
  };
  const shown = (frameOfReferenceUid: string | null, sop?: string, frame?: number): boolean => {
    const info = props.pane?.info();
    const view = info && (info.slice || info.kind !== 'stack') ? props.pane?.currentView() : null;
    if (!view || view.frameOfReferenceUid !== frameOfReferenceUid) return false;
    return view.kind !== 'stack' || sop === undefined || (view.sopInstanceUid === sop && (frame ?? 1) === (view.frame ?? 1));
  };
  return (
    <div class="people" aria-hidden="true">
      <For each={props.cursors.filter(({ cursor }) => shown(cursor.frameOfReferenceUid, cursor.sopInstanceUid, cursor.frame))}>
        {(remote) => (
          <div class="people-cursor" data-client={remote.clientId} style={{ ...place(remote.cursor.at), color: hueColour(remote.hue) }}>
            <svg viewBox="0 0 12 16" width="12" height="16" aria-hidden="true">
              <path d="M0 0v13l3.5-3 2.5 6 2-1-2.5-5.5H10z" fill="currentColor" stroke="#000" />
            </svg>
            <span>{remote.name}</span>
          </div>
        )}
      </For>
      <For each={props.pings.filter((ping) => shown(ping.frameOfReferenceUid))}>
        {(ping) => (
          <div class="people-ping" style={{ ...place(ping.at), color: hueColour(ping.hue) }}>
            <i />
            <span>{ping.name}</span>
          </div>
        )}
      </For>
    </div>
  );
}
