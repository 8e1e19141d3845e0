import { PRESETS } from '../presets.ts';
import { hasHounsfield, toolUnavailable } from './availability.ts';
import type { Controller } from './controller.ts';
import { belongsElsewhere, commandOf } from './keys.ts';
import { nextSeries } from './navigation.ts';

/** Binds the keyboard to the viewer while it is in the page; returns the way to let go. */
export function runKeys(root: HTMLElement, controller: Controller, help: () => void): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const target = event.target instanceof Element ? event.target : null;
    if (belongsElsewhere(target, event.key)) return;
    const command = commandOf(event);
    if (!command) return;
    if (run(command, controller, root, help)) event.preventDefault();
  };
  // On the way down: Cornerstone takes every key for itself once a picture has the focus.
  document.addEventListener('keydown', onKey, { capture: true });
  return () => document.removeEventListener('keydown', onKey, { capture: true });
}

/** False when there was nothing to do, so that the key keeps its own meaning. */
function run(command: NonNullable<ReturnType<typeof commandOf>>, controller: Controller, root: HTMLElement, help: () => void): boolean {
  switch (command.kind) {
    case 'scroll': {
      controller.act((pane) => pane.scrollBy(command.steps));
      return true;
    }
    case 'edge': {
      controller.act((pane) => pane.goTo(command.end === 'first' ? 0 : pane.info().count - 1));
      return true;
    }
    case 'window': {
      if (hasHounsfield(controller)) controller.setWindow(PRESETS[command.preset]!.window);
      return true;
    }
    case 'tool': {
      const on = controller.tools.tool() !== command.tool;
      if (toolUnavailable(controller, command.tool) === null) controller.tools.setTool(on ? command.tool : 'scroll');
      return true;
    }
    case 'cine': {
      controller.toggleCine();
      return true;
    }
    case 'undo':
    case 'redo': {
      controller[command.kind]();
      return true;
    }
    case 'mpr': {
      controller.layouts.choose(controller.layout() === 'mpr' ? null : 'mpr');
      return true;
    }
    case 'series': {
      nextSeries(controller, command.step);
      return true;
    }
    case 'viewport': {
      return moveFocus(root, command.step);
    }
    case 'invert': {
      controller.act((pane) => pane.invert());
      return true;
    }
    case 'fit': {
      controller.act((pane) => pane.fit());
      return true;
    }
    case 'help': {
      help();
      return true;
    }
    case 'escape': {
      const pane = controller.activePane();
      if (pane && controller.tools.busy()) controller.tools.cancel(pane);
      controller.tools.setTool('scroll');
      return true;
    }
  }
}

/** From picture to picture; at the ends Tab goes on to what is beside them. */
function moveFocus(root: HTMLElement, step: -1 | 1): boolean {
  const panes = [...root.querySelectorAll<HTMLElement>('[data-place]')];
  const next = panes[panes.indexOf(document.activeElement as HTMLElement) + step];
  next?.focus();
  return next !== undefined;
}
