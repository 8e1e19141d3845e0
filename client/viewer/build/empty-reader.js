/** Stands in for vtk.js' XMLPolyDataReader (see vite.config.ts): nothing here reads VTK XML. */
export const newInstance = () => {
  throw new Error('VTK XML is not read here');
};
export default { newInstance };
