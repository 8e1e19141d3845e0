import { createUniqueId, type JSX, Show } from 'solid-js';
import { Keyed } from '../../ui/keyed.tsx';
import styles from './region-map.module.css';

/** A region as its scheme draws it. */
interface RegionShape<Id extends string> {
  id: Id;
  /** SVG path in the units of its map. */
  path: string;
  /** Where its letters stand. */
  label: readonly [x: number, y: number];
}

/** A level of the brain as a scheme; `shapes` of the half that is drawn, the other is its mirror image. */
export interface LevelMap<Id extends string> {
  height: number;
  /** Outline of the brain. */
  outline: string;
  /** What orients the eye and is not scored: for both halves. */
  landmarks: readonly string[];
  shapes: readonly RegionShape<Id>[];
}

/** A region of one side on the screen. */
export interface MapRegion {
  /** Of this region on this side. */
  key: string;
  path: string;
  /** Drawn as its mirror image about the middle. */
  mirrored: boolean;
  label: readonly [x: number, y: number];
  /** Letters on it. */
  letters: string;
  /** `M2, left: normal`. */
  name: string;
  affected: boolean;
  points: number;
}

/**
 * A scheme of one level, as the reader faces the picture: the patient's right is on the left. Each region is a button; one that is affected
 * is hatched, and says so in letters.
 */
export function RegionMap(props: {
  label: string;
  width: number;
  level: Omit<LevelMap<string>, 'shapes'>;
  regions: readonly MapRegion[];
  disabled: boolean;
  onToggle: (key: string) => void;
}): JSX.Element {
  const hatch = createUniqueId();
  const mirror = () => `matrix(-1 0 0 1 ${props.width} 0)`;
  return (
    <fieldset class={styles['map']} aria-label={props.label}>
      <svg viewBox={`0 0 ${props.width} ${props.level.height}`} role="presentation">
        <defs>
          <pattern id={hatch} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect width="8" height="8" class={styles['hatchGround']} />
            <rect width="3" height="8" class={styles['hatch']} />
          </pattern>
        </defs>
        <path class={styles['outline']} d={props.level.outline} />
        <g>
          {props.level.landmarks.map((path) => (
            <>
              <path class={styles['landmark']} d={path} />
              <path class={styles['landmark']} d={path} transform={mirror()} />
            </>
          ))}
          <text class={styles['side']} x="6" y="22">
            R
          </text>
          <text class={styles['side']} x={props.width - 6} y="22" text-anchor="end">
            L
          </text>
        </g>
        <Keyed each={props.regions} by={({ key }) => key}>
          {(region) => {
            const x = () => (region().mirrored ? props.width - region().label[0] : region().label[0]);
            return (
              // biome-ignore lint/a11y/useSemanticElements: no HTML button has the shape of a region; its box would lie over the neighbours, under the finger and for a screen reader
              <g
                class={styles['region']}
                role="button"
                tabindex={props.disabled ? -1 : 0}
                aria-label={region().name}
                aria-pressed={region().affected}
                aria-disabled={props.disabled}
                data-region={region().key}
                onClick={() => !props.disabled && props.onToggle(region().key)}
                onKeyDown={(event) => {
                  if (props.disabled || (event.key !== 'Enter' && event.key !== ' ')) return;
                  event.preventDefault();
                  props.onToggle(region().key);
                }}
              >
                <path
                  d={region().path}
                  transform={region().mirrored ? mirror() : undefined}
                  style={region().affected ? { fill: `url(#${hatch})` } : undefined}
                />
                <text x={x()} y={region().label[1]} text-anchor="middle">
                  {region().letters}
                </text>
                <Show when={region().affected}>
                  <text class={styles['lost']} x={x()} y={region().label[1] + 15} text-anchor="middle">
                    −{region().points}
                  </text>
                </Show>
              </g>
            );
          }}
        </Keyed>
      </svg>
    </fieldset>
  );
}
