/** The library behind the viewer, for tests that look beneath it. */
export { cache, getRenderingEngine } from '@cornerstonejs/core';
export { annotation, ToolGroupManager } from '@cornerstonejs/tools';
