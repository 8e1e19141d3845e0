/** dcmjs has no types of its own; tests use this much of it. */
declare module 'dcmjs' {
  interface Element {
    vr: string;
    Value?: unknown[];
  }
  class DicomDict {
    constructor(meta: Record<string, Element>);
    dict: Record<string, Element>;
    write(): ArrayBuffer;
  }
  const dcmjs: {
    data: {
      DicomDict: typeof DicomDict;
      DicomMessage: { readFile(bytes: ArrayBuffer): DicomDict };
      DicomMetaDictionary: { denaturalizeDataset(dataset: Record<string, unknown>): Record<string, Element> };
    };
  };
  // biome-ignore lint/style/noDefaultExport: that is how dcmjs is made
  export default dcmjs;
}

/** jsdom comes without types; tests use its XMLHttpRequest for a client that is made for browsers. */
declare module 'jsdom' {
  export class JSDOM {
    constructor(html: string, options: { url: string });
    readonly window: { XMLHttpRequest: typeof XMLHttpRequest };
  }
}
