const PREFIX = '1.2.840.10008.5.1.4.1.1.';

/** What an object is when it is not a picture to read (PS3.4 Table B.5-1); null for images. */
export function documentKindOf(sopClassUid: string): string | null {
  if (!sopClassUid.startsWith(PREFIX)) return null;
  const id = sopClassUid.slice(PREFIX.length);
  if (/^88\.(59)$/.test(id)) return 'key-object-selection';
  if (id.startsWith('88.')) return 'sr';
  if (id === '104.1') return 'pdf';
  if (id === '104.2') return 'cda';
  if (/^104\./.test(id)) return 'encapsulated-document';
  if (/^11\./.test(id)) return 'presentation-state';
  if (id.startsWith('9.')) return 'waveform';
  if (id === '66.4') return 'segmentation';
  if (id.startsWith('66')) return 'registration';
  if (id.startsWith('481.') && id !== '481.1' && id !== '481.2') return 'radiotherapy';
  return null;
}
