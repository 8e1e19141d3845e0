import { type Accessor, createMemo, For, type JSX } from 'solid-js';

/**
 * A list whose rows stay while what they are of stays: worked out anew (every second, with every entry of somebody else), a row keeps its
 * fields, ticks, focus and open explanations. `by`: what a row is of; the first of two with the same is shown.
 */
export function Keyed<T>(props: {
  each: readonly T[];
  by: (one: T) => string | number;
  fallback?: JSX.Element;
  children: (one: Accessor<T>) => JSX.Element;
}): JSX.Element {
  const found = createMemo(() => {
    const rows = new Map<string | number, T>();
    for (const one of props.each) if (!rows.has(props.by(one))) rows.set(props.by(one), one);
    return rows;
  });
  return (
    <For each={[...found().keys()]} fallback={props.fallback}>
      {(key) => {
        // While the row is taken away it shows what it was.
        const one = createMemo<T>((before) => (found().has(key) ? (found().get(key) as T) : before!));
        return props.children(one);
      }}
    </For>
  );
}
