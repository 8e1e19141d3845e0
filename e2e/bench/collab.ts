import type { Me } from '#shared/protocol/http.ts';
import { type PersonKey, type Session, signIn } from '../support/api.ts';
import { startServer, type TestServer } from '../support/server.ts';
import type { Seat } from './collab/client.ts';
import { commitTime } from './collab/commit.ts';
import { drag, flood, withClients } from './collab/load.ts';
import { memoryPerDocument } from './collab/memory.ts';
import { installPeers, type Peer, type PeerFolder } from './collab/peers.ts';
import { type Row, row } from './collab/row.ts';
import { uplink } from './collab/uplink.ts';

/** Rounds of each figure, ours and the peers' in turns. */
const ROUNDS = 3;
const SIZES = [10, 50, 200];
/** People of the evaluation network who may mark; each takes a share of the connections. */
const WRITERS: readonly PersonKey[] = ['ed', 'nurse', 'neuro', 'ir'];

interface Writer {
  readonly session: Session;
  readonly personId: string;
}

/**
 * Reading together against a stock y-websocket server and Hocuspocus. Ours is the real process, with sessions, policy, judgement and the
 * durable log; the peers check and store nothing.
 */
export async function benchCollab(): Promise<Row[]> {
  const peers = await installPeers();
  const server = await startServer();
  try {
    const writers = await Promise.all(WRITERS.map((who) => writerOf(server, who)));
    return [
      await commitTime(ROUNDS),
      ...(await loadRows(server, writers, peers)),
      ...(await uplink(ROUNDS, () => seats(server, writers))),
      ...(await memoryPerDocument(server, writers, peers)),
    ];
  } finally {
    await server.dispose();
    await peers.remove();
  }
}

async function loadRows(server: TestServer, writers: readonly Writer[], folder: PeerFolder): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of SIZES) {
    const ours = await rounds(size, () => seats(server, writers), folder, ['y-websocket', 'hocuspocus']);
    const name = (what: string) => `reading together, ${size} clients: ${what}`;
    for (const peer of ['y-websocket', 'hocuspocus'] as const) {
      const [mine, theirs] = [ours.own, ours.peers[peer]];
      rows.push(
        row(
          name(`drag p50, against ${peer}`),
          'ms',
          mine.map(({ p50 }) => p50),
          theirs.map(({ p50 }) => p50),
        ),
        row(
          name(`drag p99, against ${peer}`),
          'ms',
          mine.map(({ p99 }) => p99),
          theirs.map(({ p99 }) => p99),
        ),
        row(
          name(`flood, against ${peer}`),
          'deliveries/s',
          mine.map(({ flooded }) => flooded),
          theirs.map(({ flooded }) => flooded),
        ),
      );
    }
    rows.push(
      row(
        name('updates lost'),
        'deliveries',
        ours.own.map(({ lost }) => lost),
        ours.peers['y-websocket'].map(({ lost }) => lost),
      ),
    );
  }
  return rows;
}

interface Round {
  readonly p50: number;
  readonly p99: number;
  readonly flooded: number;
  readonly lost: number;
}

async function rounds(
  size: number,
  ourSeats: () => Promise<SeatOf>,
  folder: PeerFolder,
  names: readonly ('y-websocket' | 'hocuspocus')[],
): Promise<{ own: Round[]; peers: Record<'y-websocket' | 'hocuspocus', Round[]> }> {
  const own: Round[] = [];
  const peers: Record<'y-websocket' | 'hocuspocus', Round[]> = { 'y-websocket': [], hocuspocus: [] };
  for (let i = 0; i < ROUNDS; i++) {
    own.push(await once(size, ourSeats));
    for (const name of names) {
      const peer = await folder.start(name);
      peers[name].push(await once(size, (document) => peerSeats(peer, document)).finally(() => peer.close()));
    }
  }
  return { own, peers };
}

type SeatOf = (index: number) => Seat;

/** Each in a document of its own: marks that others have left there would win against new ones, and those would count as lost. The first warms up. */
async function once(size: number, seatsIn: (document: string) => SeatOf | Promise<SeatOf>): Promise<Round> {
  await withClients(size, await seatsIn('warm'), drag);
  const dragged = await withClients(size, await seatsIn('dragged'), drag);
  const flooded = await withClients(size, await seatsIn('flooded'), flood);
  return { p50: dragged.p50, p99: dragged.p99, flooded: flooded.deliveriesPerSecond, lost: dragged.lost + flooded.lost };
}

function peerSeats(peer: Peer, document: string): SeatOf {
  const framed = peer.name === 'hocuspocus';
  return () => ({ url: framed ? peer.url : `${peer.url}/${document}`, headers: {}, personId: 'peer', ...(framed ? { document } : {}) });
}

/** Seats in a new consult, the writers taking turns. */
async function seats(server: TestServer, writers: readonly Writer[]): Promise<SeatOf> {
  const { id } = await writers[0]!.session.json<{ id: string }>('/api/consults', { method: 'POST', body: JSON.stringify({}) });
  return (index) => {
    const { session, personId } = writers[index % writers.length]!;
    return { url: `${server.url.replace('http', 'ws')}/collab/${id}`, headers: { cookie: session.cookie }, personId };
  };
}

async function writerOf(server: TestServer, who: PersonKey): Promise<Writer> {
  const session = await signIn(server, who);
  return { session, personId: (await session.json<Me>('/api/session')).person.id };
}
