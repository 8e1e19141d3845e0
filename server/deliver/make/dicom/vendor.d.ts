/** dcmjs has no types of its own; this much of it is used. */
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
  export const data: {
    DicomDict: typeof DicomDict;
    DicomMessage: { readFile(bytes: ArrayBuffer): DicomDict };
    DicomMetaDictionary: { denaturalizeDataset(dataset: Record<string, unknown>): Record<string, Element> };
  };
}
