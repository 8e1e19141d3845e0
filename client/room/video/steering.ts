import { type Allocation, type BudgetState, decideBudget, startBudget } from '#shared/media/budget.ts';
import { type DownlinkState, measureDownlink, startDownlink } from '#shared/media/downlink.ts';
import { CAMERA_COSTS, layerFor, type Picture, SCREEN_COSTS } from '#shared/media/layers.ts';
import { soundBuffer } from '#shared/media/sound-buffer.ts';
import { MIN_LIMIT } from '#shared/protocol/stream.ts';
import { type Counted, count, sampleOf } from '../../video/measure.ts';
import type { MediaSession } from '../../video/session.ts';
import type { PictureLoad, Viewer } from '../../viewer/api.ts';

/** In `localStorage`, 'off': everything is asked for at once and nothing held back. To measure what the arbiter is worth (`npm run bench -- media`). */
const SWITCH = 'hyperacute.arbiter';

/** The link is measured and shared out anew this often, ms. */
const EVERY_MS = 250;
/** Counts nearer to each other than this say nothing of a rate, ms: what is shown has changed, and the link is shared out anew as it was known. */
const LEAST_LOOK_MS = 150;

export interface SteeringOptions {
  session: MediaSession;
  viewer: () => Viewer | null;
  /** Producer id of the large picture. */
  exam: () => string | null;
  /** Height at which a picture is shown, device pixels; 0: not at all. */
  shownHeight: (producerId: string) => number;
  /** What was decided, and what was counted. */
  tell: (allocation: Allocation, counted: Counted) => void;
}

/** The arbiter's hands: measures, asks `decideBudget`, and tells consumers and the pixel stream what they get. */
export function makeSteering(options: SteeringOptions): { load(load: PictureLoad): void; look(): void; close(): void } {
  const { session } = options;
  let link: DownlinkState = startDownlink();
  let budget: BudgetState = startBudget();
  let load: PictureLoad = { sliceBytes: 0, restBytes: 0, receivedBps: 0 };
  let before: { media: Counted; sliceBytes: number } | null = null;
  let told = { prefetch: null as number | null, yields: false };
  let hungry = false;
  let busy = false;
  const off = localStorage.getItem(SWITCH) === 'off';

  const shareLink = (bitsPerSecond: number | null, yields: boolean) => {
    const prefetch = bitsPerSecond === null ? null : Math.max(MIN_LIMIT, Math.round(bitsPerSecond / 8));
    if (prefetch === told.prefetch && yields === told.yields) return;
    told = { prefetch, yields };
    options.viewer()?.shareLink(told);
  };

  const decide = async () => {
    const report = await session.receiveStats();
    if (report === null) return shareLink(null, false);
    const media = count(report.values(), performance.now());
    if (before === null) before = { media, sliceBytes: load.sliceBytes };
    else if (media.at - before.media.at >= LEAST_LOOK_MS) {
      const slice = load.sliceBytes > 0 || before.sliceBytes > 0;
      link = measureDownlink(link, sampleOf(before.media, media, { stream: load.receivedBps, estimate: session.estimate, hungry, slice }));
      before = { media, sliceBytes: load.sliceBytes };
    }
    const exam = options.exam();
    const video = session.received.filter(({ producer }) => producer.kind === 'video' && !producer.paused);
    const pictures = video.map(({ producer: { producerId, source } }): Picture => {
      const wanted = document.hidden ? null : layerFor(options.shownHeight(producerId));
      const costs = source === 'screen' ? SCREEN_COSTS : CAMERA_COSTS;
      // A screen has one layer: it is shown or it is not.
      return { id: producerId, exam: producerId === exam, wanted: wanted !== null && source === 'screen' ? 0 : wanted, costs };
    });
    const decided = decideBudget(budget, {
      now: media.at,
      downlink: link.bps,
      voices: session.received.filter(({ producer }) => producer.kind === 'audio' && !producer.paused).length,
      sliceBytes: load.sliceBytes,
      prefetchBytes: load.restBytes,
      pictures,
    });
    budget = decided.state;
    hungry = decided.allocation.hungry;
    const { layers, prefetch, yields } = decided.allocation;
    session.setLayers(off ? new Map(pictures.map(({ id, wanted }) => [id, wanted])) : layers);
    shareLink(off ? null : prefetch, yields && !off);
    session.setSoundBuffer(off ? null : soundBuffer(load.sliceBytes + load.restBytes, link.bps));
    options.tell(decided.allocation, media);
  };

  const look = () => {
    if (busy) return;
    busy = true;
    // A transport that is closed while its statistics are read has none.
    void decide()
      .catch(() => undefined)
      .finally(() => {
        busy = false;
      });
  };
  const timer = setInterval(look, EVERY_MS);
  return {
    load: (next) => {
      load = next;
    },
    look,
    close: () => {
      clearInterval(timer);
      shareLink(null, false);
    },
  };
}
