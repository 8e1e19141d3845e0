/**
 * Starts a clock of the time that this thread itself works, ms: for promises about the event loop, which hold on a busy machine, too, where others
 * take the core away. Inflating and the like in other threads is not in it.
 */
export function ownTime(): () => number {
  const started = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(started);
    return (user + system) / 1_000;
  };
}
