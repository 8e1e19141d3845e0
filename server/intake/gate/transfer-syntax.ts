/** A transfer syntax the gate takes (PS3.5 §10 and Annex A). */
export interface TransferSyntax {
  readonly uid: string;
  readonly implicit: boolean;
  readonly littleEndian: boolean;
  readonly deflated: boolean;
  /** Pixel data stand in fragments, and of which family their code streams are. */
  readonly codec: 'none' | 'jpeg' | 'jpeg-ls' | 'jpeg-2000' | 'rle' | 'deflate';
}

/**
 * Everything the transcoder can decode. Retired JPEG processes, JPIP (its pixels are a URL, which is never fetched), video and
 * JPEG XL are not taken: the sender is told so in the negotiation and can choose another (docs/spec/intake.md [IN12]).
 */
export const TRANSFER_SYNTAXES: ReadonlyMap<string, TransferSyntax> = new Map(
  [
    native('1.2.840.10008.1.2.1', {}),
    native('1.2.840.10008.1.2', { implicit: true }),
    native('1.2.840.10008.1.2.1.99', { deflated: true }),
    native('1.2.840.10008.1.2.2', { littleEndian: false }),
    compressed('1.2.840.10008.1.2.4.50', 'jpeg'),
    compressed('1.2.840.10008.1.2.4.51', 'jpeg'),
    compressed('1.2.840.10008.1.2.4.57', 'jpeg'),
    compressed('1.2.840.10008.1.2.4.70', 'jpeg'),
    compressed('1.2.840.10008.1.2.4.80', 'jpeg-ls'),
    compressed('1.2.840.10008.1.2.4.81', 'jpeg-ls'),
    compressed('1.2.840.10008.1.2.4.90', 'jpeg-2000'),
    compressed('1.2.840.10008.1.2.4.91', 'jpeg-2000'),
    compressed('1.2.840.10008.1.2.4.201', 'jpeg-2000'),
    compressed('1.2.840.10008.1.2.4.202', 'jpeg-2000'),
    compressed('1.2.840.10008.1.2.4.203', 'jpeg-2000'),
    compressed('1.2.840.10008.1.2.5', 'rle'),
    compressed('1.2.840.10008.1.2.8.1', 'deflate'),
  ].map((syntax) => [syntax.uid, syntax]),
);

export const IMPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2';
export const EXPLICIT_LITTLE_ENDIAN = '1.2.840.10008.1.2.1';

function native(uid: string, over: Partial<TransferSyntax>): TransferSyntax {
  return { uid, implicit: false, littleEndian: true, deflated: false, codec: 'none', ...over };
}

function compressed(uid: string, codec: TransferSyntax['codec']): TransferSyntax {
  return { uid, implicit: false, littleEndian: true, deflated: false, codec };
}
