import type { CheckReport, Found } from '../protocol/check.ts';

/** Below this a slice and a picture do not fit together, Mbit/s; below the second a picture of the patient does not go out. */
export const LEAST_DOWN_MBIT = 2;
export const LEAST_UP_MBIT = 1;
/** Above this people begin to talk over one another (ITU-T G.114: 150 ms one way), ms there and back. */
export const MOST_RTT_MS = 300;

/** Number and verdict of a rate. */
export function rate(mbit: number, least: number): Found {
  return { state: mbit >= least ? 'good' : 'poor', detail: `${mbit.toFixed(1)} Mbit/s` };
}

export function roundTrip(ms: number): Found {
  return { state: ms <= MOST_RTT_MS ? 'good' : 'poor', detail: `${Math.round(ms)} ms` };
}

/** What to tell the local IT person, most urgent first; empty when there is nothing to do. `host` and `port`: where media comes from. */
export function adviceFor(results: CheckReport['results'], media: { host: string; port: number | null }): string[] {
  const port = media.port === null ? 'the media port' : `port ${media.port}`;
  const out: string[] = [];
  const failed = (name: keyof CheckReport['results']) => results[name].state === 'failed';
  if (failed('udp') && failed('tcp'))
    out.push(`Sound and video cannot get through. Please allow outgoing UDP and TCP to ${media.host}, ${port}, through the firewall.`);
  else if (failed('udp'))
    out.push(`Video works over TCP only and stutters when the network is busy. Please allow outgoing UDP to ${media.host}, ${port}.`);
  else if (failed('tcp')) out.push(`Please allow outgoing TCP to ${media.host}, ${port}, too: it is the way out when UDP is disturbed.`);
  if (results.down.state !== 'good')
    out.push(
      `The line brings ${results.down.detail || 'too little'} to this device; ${LEAST_DOWN_MBIT} Mbit/s are needed for images and video together.`,
    );
  if (results.up.state !== 'good')
    out.push(
      `The line takes ${results.up.detail || 'too little'} from this device; ${LEAST_UP_MBIT} Mbit/s are needed to show the patient.`,
    );
  if (results.roundTrip.state === 'poor')
    out.push(`Answers take ${results.roundTrip.detail}. Please look for a proxy, VPN or inspection of traffic that this site can bypass.`);
  if (failed('camera')) out.push(`The camera cannot be used: ${results.camera.detail}`);
  if (failed('microphone')) out.push(`The microphone cannot be used: ${results.microphone.detail}`);
  if (failed('speaker')) out.push('No sound comes out. Please check the speaker, its volume and the sound settings of this device.');
  if (failed('webgl2'))
    out.push(
      'The browser draws without the graphics card (WebGL 2). Please switch hardware acceleration on, or update the graphics driver.',
    );
  if (failed('webAssembly'))
    out.push('The browser does not run WebAssembly: images cannot be shown. Please allow it by policy, or install a current browser.');
  return out;
}
