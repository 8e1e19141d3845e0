import type { Config } from '../config.ts';

/** The address that media is told to come from, as the IT person of a site has to allow it. */
export function mediaHost({ media, publicUrl, host }: Pick<Config, 'media' | 'publicUrl' | 'host'>): string {
  return media.announcedAddress ?? (publicUrl === undefined ? host : new URL(publicUrl).hostname);
}
