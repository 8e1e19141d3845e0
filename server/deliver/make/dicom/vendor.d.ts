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
