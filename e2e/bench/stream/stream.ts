import type { Outcome } from '../result.ts';
import { startHub } from '../servers/hub.ts';
import { startOrthanc } from '../servers/orthanc.ts';
import type { Lane, Link, Network } from '../shaper/network.ts';
import { type Closers, onShapedLines } from '../shaper/on-shaped-lines.ts';
import type { Loaded, SeriesKey } from './load.ts';
import { outcomeOf, Samples } from './rows.ts';
import { SideProcess } from './side.ts';
import { whenBytes } from './tcp.ts';

/** Ports inside the hub's namespace, where nobody else is. */
const PORTS = { ours: 8080, dimse: 11112, orthanc: 8042, orthancDimse: 4242, tcp: 9000 };

interface Plan {
  readonly link: Link;
  /** Rounds that end after the jump, and rounds of the whole series. */
  readonly short: number;
  readonly whole: Record<SeriesKey, number>;
  /** Ours, bare TCP and Orthanc at the same time, each on a line of its own: the slow lines would take an hour one after the other. */
  readonly sideBySide: boolean;
}

const PLANS: readonly Plan[] = [
  { link: { downMbit: 20, upMbit: 5, rttMs: 40 }, short: 4, whole: { head: 3, cta: 2 }, sideBySide: false },
  { link: { downMbit: 10, upMbit: 3, rttMs: 50 }, short: 4, whole: { head: 2, cta: 1 }, sideBySide: false },
  { link: { downMbit: 5, upMbit: 1, rttMs: 60 }, short: 3, whole: { head: 1, cta: 1 }, sideBySide: true },
  { link: { downMbit: 1.6, upMbit: 0.75, rttMs: 100 }, short: 3, whole: { head: 1, cta: 1 }, sideBySide: true },
];
const SERIES: readonly SeriesKey[] = ['head', 'cta'];
/** The jump comes when this share of the previews is there. */
const JUMP_AT = 0.1;
/** Orthanc's viewer jumps after this many frames. */
const JUMP_AFTER = 8;

/** The pixel stream over shaped lines, against a bare TCP sender of the same bytes, Orthanc's best mode, and physics. */
export const benchStream = (): Promise<Outcome> =>
  onShapedLines('stream', async (network, closers) => {
    const bench = await StreamBench.start(network, closers);
    for (const plan of PLANS) await bench.shortRounds(plan);
    // The slow lines need little of the machine: they run beside the fast ones.
    const fast = async () => {
      for (const plan of PLANS.filter(({ sideBySide }) => !sideBySide)) await bench.wholeInTurns(plan);
    };
    await Promise.all([fast(), ...PLANS.filter(({ sideBySide }) => sideBySide).map((plan) => bench.wholeSideBySide(plan))]);
    return outcomeOf(bench.samples);
  });

class StreamBench {
  readonly samples: Samples[] = [];
  readonly #network: Network;
  readonly #loaded: Record<SeriesKey, Loaded>;
  readonly #closers: Closers;

  private constructor(network: Network, loaded: Record<SeriesKey, Loaded>, closers: Closers) {
    this.#network = network;
    this.#loaded = loaded;
    this.#closers = closers;
  }

  /** Servers inside the hub's namespace, both series on both of them. */
  static async start(network: Network, closers: Closers): Promise<StreamBench> {
    const prefix = network.prefix('hub');
    const ours = await startHub(network, { http: PORTS.ours, dimse: PORTS.dimse });
    closers.push(ours.dispose);
    const orthanc = await startOrthanc({ prefix, port: PORTS.orthanc, dimse: PORTS.orthancDimse, syncStorage: false });
    closers.push(orthanc.dispose);
    const hub = new SideProcess(prefix);
    closers.push(() => hub.close());
    await hub.call('serveBytes', { port: PORTS.tcp });
    const loaded = {
      head: await hub.call('loadOurs', { key: 'head', port: PORTS.ours }),
      cta: await hub.call('loadOurs', { key: 'cta', port: PORTS.ours }),
    };
    for (const key of SERIES) await hub.call('loadOrthanc', { key, port: PORTS.orthanc });
    return new StreamBench(network, loaded, closers);
  }

  /** First picture, first lossless slice and a jump; ours, bare TCP and Orthanc in turns. */
  async shortRounds(plan: Plan): Promise<void> {
    await this.#onLines(plan.link, 1, async ([lane], [viewer]) => {
      for (const key of SERIES) {
        const samples = this.#samplesOf(plan, key);
        for (let round = 0; round < plan.short; round++) {
          const run = await this.#ours(viewer!, lane!, key, JUMP_AT);
          samples.addOurs(run);
          samples.addTcp(await this.#tcp(viewer!, lane!, run.firstLossless.bytes), run, whenBytes);
          samples.addPeer(await this.#orthanc(viewer!, lane!, key, JUMP_AFTER));
        }
      }
    });
  }

  async wholeInTurns(plan: Plan): Promise<void> {
    await this.#onLines(plan.link, 1, async ([lane], [viewer]) => {
      for (const key of SERIES) {
        const samples = this.#samplesOf(plan, key);
        for (let round = 0; round < plan.whole[key]; round++) {
          const run = await this.#ours(viewer!, lane!, key, null);
          samples.addOurs(run);
          samples.addTcp(await this.#tcp(viewer!, lane!, run.allLossless!.bytes), run, whenBytes);
          samples.addPeer(await this.#orthanc(viewer!, lane!, key, null));
        }
      }
    });
  }

  async wholeSideBySide(plan: Plan): Promise<void> {
    await this.#onLines(plan.link, 3, async (lanes, viewers) => {
      for (const key of SERIES) {
        const samples = this.#samplesOf(plan, key);
        samples.note = 'whole series: ours, bare TCP and Orthanc at the same time, each on a line of its own, n = 1';
        const bytes = this.#loaded[key].frames.reduce((sum, { total }) => sum + total, 0);
        const [run, timeline, peer] = await Promise.all([
          this.#ours(viewers[0]!, lanes[0]!, key, null),
          this.#tcp(viewers[1]!, lanes[1]!, bytes),
          this.#orthanc(viewers[2]!, lanes[2]!, key, null),
        ]);
        samples.addOurs(run);
        samples.addTcp(timeline, run, whenBytes);
        samples.addPeer(peer);
      }
    });
  }

  #samplesOf({ link }: Plan, key: SeriesKey): Samples {
    let found = this.samples.find((one) => one.link === link && one.loaded === this.#loaded[key]);
    if (found === undefined) {
      found = new Samples(link, this.#loaded[key]);
      this.samples.push(found);
    }
    return found;
  }

  async #onLines(link: Link, count: number, use: (lanes: Lane[], viewers: SideProcess[]) => Promise<void>): Promise<void> {
    const lanes: Lane[] = [];
    const viewers: SideProcess[] = [];
    try {
      for (let i = 0; i < count; i++) {
        lanes.push(await this.#network.lane(link));
        const viewer = new SideProcess(this.#network.prefix('spoke'));
        viewers.push(viewer);
        this.#closers.push(() => viewer.close());
      }
      await use(lanes, viewers);
    } finally {
      for (const viewer of viewers) await viewer.close();
      for (const lane of lanes) await lane.close();
    }
  }

  #ours(viewer: SideProcess, { hub }: Lane, key: SeriesKey, jumpAt: number | null) {
    return viewer.call('oursRun', { loaded: this.#loaded[key], host: hub, port: PORTS.ours, jumpAt });
  }

  #tcp(viewer: SideProcess, { hub }: Lane, bytes: number) {
    return viewer.call('tcpRun', { host: hub, port: PORTS.tcp, bytes });
  }

  #orthanc(viewer: SideProcess, { hub }: Lane, key: SeriesKey, jumpAfter: number | null) {
    const { study, series, frames } = this.#loaded[key];
    return viewer.call('wadoRun', { host: hub, port: PORTS.orthanc, study, series, sops: frames.map(({ sop }) => sop), jumpAfter });
  }
}
