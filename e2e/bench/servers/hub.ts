import type { Network } from '../shaper/network.ts';
import { type BenchServer, startOurs } from './ours.ts';

/** Our server in the hub's namespace on these ports, reached over shaped lines. */
export const startHub = (
  network: Network,
  { http, dimse, environment = {}, first = false }: { http: number; dimse: number; environment?: Record<string, string>; first?: boolean },
): Promise<BenchServer> =>
  startOurs(network.prefix('hub', { first }), {
    HYPERACUTE_HOST: '0.0.0.0',
    HYPERACUTE_PORT: String(http),
    HYPERACUTE_DIMSE_PORT: String(dimse),
    HYPERACUTE_EVALUATION_ON_NETWORK: 'yes',
    HYPERACUTE_PUBLIC_URL: 'https://bench.invalid',
    ...environment,
  });
