/** The codec comes without types, and is CommonJS: its only export is the function that loads it. */
declare module '@cornerstonejs/codec-openjph' {
  const factory: unknown;
  export = factory;
}
declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: unknown;
  export = factory;
}
