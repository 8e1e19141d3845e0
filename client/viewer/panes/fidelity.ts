import { QUALITY } from '../stream/messages.ts';
import { words } from '../words.ts';
import type { PaneInfo } from './pane-info.ts';

/** Value of `data-fidelity` (contract.md, "Pages"). An original that was compressed with loss is never called lossless. */
export function fidelity({ quality, slice }: Pick<PaneInfo, 'quality' | 'slice'>): 'none' | 'preview' | 'lossless' | 'lossy-original' {
  if (quality === QUALITY.none) return 'none';
  if (quality === QUALITY.preview) return 'preview';
  return slice?.shape?.lossyOriginal ? 'lossy-original' : 'lossless';
}

export function fidelityWords(info: Pick<PaneInfo, 'quality' | 'slice'>): string {
  switch (fidelity(info)) {
    case 'none': {
      return words.none;
    }
    case 'preview': {
      return words.preview;
    }
    case 'lossless': {
      return words.lossless;
    }
    case 'lossy-original': {
      return words.lossyOriginal(info.slice!.shape!.lossyOriginal!);
    }
  }
}
