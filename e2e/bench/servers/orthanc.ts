import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endWithUs, stopProcess } from './process.ts';

const PLUGIN = '/usr/share/orthanc/plugins/libOrthancDicomWeb.so';

export interface OrthancOptions {
  /** Words that make it run in a namespace. */
  readonly prefix?: readonly string[];
  readonly port: number;
  readonly dimse: number;
  /** Flush every file to disk before the answer, as ours does (Orthanc's default). */
  readonly syncStorage: boolean;
  /** Names and passwords of those who may use HTTP; absent: everybody. */
  readonly users?: Record<string, string>;
}

export interface Orthanc {
  readonly pid: number;
  readonly port: number;
  readonly dimse: number;
  dispose(): Promise<void>;
}

/** Orthanc from Debian with its DICOMweb plugin, tuned: no delayed answers (TCP_NODELAY), no re-read of the store on a search. */
export async function startOrthanc({ prefix = [], port, dimse, syncStorage, users }: OrthancOptions): Promise<Orthanc> {
  const folder = mkdtempSync(join(tmpdir(), 'orthanc-bench-'));
  const configuration = {
    Name: 'bench',
    StorageDirectory: join(folder, 'storage'),
    IndexDirectory: join(folder, 'index'),
    HttpPort: port,
    DicomPort: dimse,
    DicomAet: 'ORTHANC',
    DicomCheckCalledAet: false,
    DicomAlwaysAllowStore: true,
    RemoteAccessAllowed: true,
    AuthenticationEnabled: users !== undefined,
    RegisteredUsers: users ?? {},
    SyncStorageArea: syncStorage,
    StorageAccessOnFind: 'Never',
    KeepAlive: true,
    KeepAliveTimeout: 60,
    TcpNoDelay: true,
    HttpThreadsCount: 50,
    Plugins: [PLUGIN],
    DicomWeb: { Enable: true, StudiesMetadata: 'MainDicomTags', SeriesMetadata: 'MainDicomTags' },
  };
  const file = join(folder, 'orthanc.json');
  writeFileSync(file, JSON.stringify(configuration));
  const [command, ...words] = [...prefix, '/usr/sbin/Orthanc', file];
  const child = spawn(command!, words, { stdio: 'ignore', env: { ...process.env, TCP_NODELAY: '1' } });
  endWithUs(child);
  const dispose = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  return { pid: child.pid!, port, dimse, dispose };
}

/** Resolves when somebody listens; only where no namespace is between. */
export async function listening(port: number): Promise<void> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.on('connect', () => socket.destroy());
    });
    if (open) return;
    await pause(50);
  }
  throw new Error(`nobody listens on port ${port}`);
}
