import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import type { Viewer, ViewerEvents } from '../../../../client/viewer/api.ts';
import type { PlaneState } from '../../../../client/viewer/stream/messages.ts';
import { annotation, cache, getRenderingEngine, ToolGroupManager } from '../../../../client/viewer/testing/library.ts';
import { ViewerPane } from '../../../../client/viewer/viewer-pane.tsx';

/** A page with nothing but the viewer, and handles for tests. */
export interface TestHandles {
  viewer: Viewer;
  planes: PlaneState[];
  events: { [K in keyof ViewerEvents]: ViewerEvents[K][] };
  violations: string[];
  setWriter: (writer: boolean) => void;
  cache: typeof cache;
  annotation: typeof annotation;
  engine: typeof getRenderingEngine;
  groups: typeof ToolGroupManager;
}

const [writer, setWriter] = createSignal(true);
const handles: Partial<TestHandles> & Pick<TestHandles, 'planes' | 'violations'> = {
  planes: [],
  violations: [],
  setWriter,
  cache,
  annotation,
  engine: getRenderingEngine,
  groups: ToolGroupManager,
};
Object.assign(window, { handles });
document.addEventListener('securitypolicyviolation', (event) =>
  handles.violations.push(`${event.violatedDirective} ${event.sourceFile} ${event.lineNumber} ${event.sample}`),
);

const NAMES = ['drawing', 'drawn', 'drawing-ended', 'erased', 'measured', 'view', 'cursor'] as const;

render(
  () => (
    <ViewerPane
      consultId="test"
      me={{ personId: 'me', writer: writer(), hue: 2 }}
      hospital="Riverside General"
      onPlane={(plane) => handles.planes.push(plane)}
      onReady={(viewer) => {
        handles.viewer = viewer;
        handles.events = Object.fromEntries(NAMES.map((name) => [name, []])) as unknown as TestHandles['events'];
        for (const name of NAMES) viewer.on(name, (detail) => (handles.events![name] as unknown[]).push(detail));
      }}
    />
  ),
  document.getElementById('root')!,
);
