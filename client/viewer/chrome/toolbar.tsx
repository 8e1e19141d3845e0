import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { hasHounsfield, toolUnavailable } from '../controller/availability.ts';
import { LAYOUT_ENTRIES, LAYOUTS, MARK_TOOL_ENTRIES, NAVIGATION_TOOLS, type ToolEntry } from '../controller/commands.ts';
import type { Controller } from '../controller/controller.ts';
import { layoutUnavailable } from '../controller/layouts.ts';
import { isMark } from '../controller/tool.ts';
import { PRESETS } from '../presets.ts';
import { words } from '../words.ts';
import { Menu } from './menu.tsx';
import { ToolButton } from './tool-button.tsx';

export interface ToolbarProps {
  controller: Controller;
  onHelp: () => void;
  onSeries: () => void;
  /** The room's own buttons: look here, follow. */
  children?: JSX.Element;
}

/** Widths from which groups stand open, CSS pixels. */
const WIDE = 1080;
/** The slabs take their place too. */
const WIDE_MPR = 1340;
const MIDDLE = 700;

/** The tools; on a narrow screen they fold into a few menus, never out of reach. */
export function Toolbar(props: ToolbarProps): JSX.Element {
  let bar!: HTMLDivElement;
  const [width, setWidth] = createSignal(WIDE);
  onMount(() => {
    const observer = new ResizeObserver(() => setWidth(bar.clientWidth));
    observer.observe(bar);
    onCleanup(() => observer.disconnect());
  });
  const controller = () => props.controller;
  const wide = () => width() >= (controller().layout() === 'mpr' ? WIDE_MPR : WIDE);
  const middle = () => width() >= MIDDLE;
  const active = createMemo(() => MARK_TOOL_ENTRIES.find(({ tool }) => tool === controller().tools.tool()));

  return (
    <div class="toolbar" role="toolbar" aria-label={words.tools} ref={bar} data-size={wide() ? 'wide' : middle() ? 'middle' : 'narrow'}>
      <Show when={!middle()}>
        <ToolButton name={words.seriesList} icon="series" onPress={() => props.onSeries()} />
      </Show>
      <Show
        when={middle()}
        fallback={
          <Menu name={words.measure} icon={active()?.icon ?? 'Length'}>
            {<Tools controller={controller()} entries={[...NAVIGATION_TOOLS, ...MARK_TOOL_ENTRIES]} named />}
          </Menu>
        }
      >
        <Tools controller={controller()} entries={NAVIGATION_TOOLS} />
        <span class="toolbar-line" />
        <Tools controller={controller()} entries={wide() ? MARK_TOOL_ENTRIES : MARK_TOOL_ENTRIES.slice(0, 5)} />
      </Show>
      <span class="toolbar-line" />
      <Show
        when={wide()}
        fallback={
          <Menu name={words.windows} icon="window" {...(middle() ? { text: words.windowShort } : {})}>
            {<Windows controller={controller()} named />}
          </Menu>
        }
      >
        <Windows controller={controller()} />
      </Show>
      <span class="toolbar-line" />
      <Show
        when={middle()}
        fallback={
          <Menu name={words.layout} icon={LAYOUT_ENTRIES[controller().layout()].icon}>
            {<Layouts controller={controller()} named />}
          </Menu>
        }
      >
        <Layouts controller={controller()} />
      </Show>
      <Show when={controller().layout() === 'mpr'}>
        <Slabs controller={controller()} />
      </Show>
      <span class="toolbar-line" />
      <ToolButton name={words.undo} icon="undo" keys="Control+Z" onPress={() => controller().undo()} />
      <Show
        when={wide()}
        fallback={
          <Menu name={words.more} icon="more">
            {<Picture controller={controller()} named extra={middle()} onHelp={props.onHelp} />}
          </Menu>
        }
      >
        <Picture controller={controller()} onHelp={props.onHelp} />
      </Show>
      <span class="toolbar-space" />
      {props.children}
    </div>
  );
}

function Tools(props: { controller: Controller; entries: readonly ToolEntry[]; named?: boolean }): JSX.Element {
  const unavailable = (entry: ToolEntry) => toolUnavailable(props.controller, entry.tool);
  return (
    <fieldset class="tool-group" aria-label={words.tools}>
      <For each={props.entries}>
        {(entry) => (
          <ToolButton
            name={entry.name}
            icon={entry.icon}
            {...(props.named ? { text: entry.name } : {})}
            {...(entry.key ? { keys: entry.key } : {})}
            pressed={props.controller.tools.tool() === entry.tool}
            unavailable={unavailable(entry)}
            onPress={() =>
              props.controller.tools.setTool(
                props.controller.tools.tool() === entry.tool && (isMark(entry.tool) || entry.tool === 'eraser') ? 'scroll' : entry.tool,
              )
            }
          />
        )}
      </For>
    </fieldset>
  );
}

function Windows(props: { controller: Controller; named?: boolean }): JSX.Element {
  const now = () => props.controller.activePane()?.info().window;
  const unavailable = () => (hasHounsfield(props.controller) ? null : words.noHounsfield);
  return (
    <fieldset class="tool-group" aria-label={words.windows}>
      <For each={PRESETS}>
        {(preset) => (
          <ToolButton
            name={words.windowPreset(preset.name)}
            text={props.named ? preset.name : preset.short}
            keys={preset.key}
            pressed={unavailable() === null && now()?.width === preset.window.width && now()?.center === preset.window.center}
            unavailable={unavailable()}
            onPress={() => props.controller.setWindow(preset.window)}
          />
        )}
      </For>
    </fieldset>
  );
}

function Layouts(props: { controller: Controller; named?: boolean }): JSX.Element {
  return (
    <fieldset class="tool-group" aria-label={words.layout}>
      <For each={LAYOUTS}>
        {(layout) => (
          <ToolButton
            name={LAYOUT_ENTRIES[layout].name}
            icon={LAYOUT_ENTRIES[layout].icon}
            {...(props.named ? { text: LAYOUT_ENTRIES[layout].name } : {})}
            {...(layout === 'mpr' ? { keys: 'M' } : {})}
            pressed={props.controller.layout() === layout}
            unavailable={layoutUnavailable(layout)}
            onPress={() => props.controller.layouts.choose(layout)}
          />
        )}
      </For>
    </fieldset>
  );
}

/** Thickness of the slab, mm; 0: a plane. */
const SLABS = [0, 5, 10, 20, 30] as const;

function Slabs(props: { controller: Controller }): JSX.Element {
  return (
    <fieldset class="tool-group" aria-label={words.slabs}>
      <For each={SLABS}>
        {(mm) => (
          <ToolButton
            name={mm === 0 ? words.noSlab : words.slabName(mm)}
            text={mm === 0 ? words.plane : words.mm(mm)}
            pressed={props.controller.slab() === mm}
            onPress={() => props.controller.setSlab(mm)}
          />
        )}
      </For>
    </fieldset>
  );
}

function Picture(props: { controller: Controller; named?: boolean; extra?: boolean; onHelp: () => void }): JSX.Element {
  const text = (name: string) => (props.named ? { text: name } : {});
  const controller = () => props.controller;
  return (
    <fieldset class="tool-group" aria-label={words.picture}>
      <Show when={props.extra}>
        <Tools controller={controller()} entries={MARK_TOOL_ENTRIES.slice(5)} named />
      </Show>
      <ToolButton name={words.redo} icon="redo" {...text(words.redo)} keys="Control+Y" onPress={() => controller().redo()} />
      <ToolButton name={words.fit} icon="fit" {...text(words.fit)} keys="0" onPress={() => controller().act((pane) => pane.fit())} />
      <ToolButton
        name={words.invert}
        icon="invert"
        {...text(words.invert)}
        keys="I"
        pressed={controller().activePane()?.info().invert ?? false}
        onPress={() => controller().act((pane) => pane.invert())}
      />
      <ToolButton
        name={words.flipHorizontal}
        icon="flipH"
        {...text(words.flipHorizontal)}
        onPress={() => controller().act((pane) => pane.flip('horizontal'))}
      />
      <ToolButton
        name={words.flipVertical}
        icon="flipV"
        {...text(words.flipVertical)}
        onPress={() => controller().act((pane) => pane.flip('vertical'))}
      />
      <ToolButton
        name={words.cine}
        icon={controller().cine() ? 'pause' : 'cine'}
        {...text(words.cine)}
        keys="Space"
        pressed={controller().cine()}
        onPress={() => controller().toggleCine()}
      />
      <ToolButton
        name={words.linkScroll}
        icon="link"
        {...text(words.linkScroll)}
        pressed={controller().linked()}
        onPress={() => controller().toggleLink()}
      />
      <ToolButton name={words.help} icon="help" {...text(words.help)} keys="?" onPress={() => props.onHelp()} />
    </fieldset>
  );
}
