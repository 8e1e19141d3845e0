declare module '@cornerstonejs/codec-openjph/wasmjs' {
  const factory: unknown;
  // biome-ignore lint/style/noDefaultExport: it is the module's own.
  export default factory;
}

declare module '@cornerstonejs/codec-openjph' {
  const factory: unknown;
  // biome-ignore lint/style/noDefaultExport: it is the module's own.
  export default factory;
}
