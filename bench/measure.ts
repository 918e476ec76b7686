/** The median of several timed runs after a warm-up, in milliseconds. */
export async function medianTime(
  run: () => unknown,
  counts: { readonly warm: number; readonly timed: number },
): Promise<number> {
  for (let index = 0; index < counts.warm; index++) await run();
  const times: number[] = [];
  for (let index = 0; index < counts.timed; index++) {
    const start = performance.now();
    await run();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  return times[times.length >> 1]!;
}

/** Two things timed in turn, so that a machine that slows down slows both. */
export async function medianTimes(
  first: () => unknown,
  second: () => unknown,
  counts: { readonly warm: number; readonly timed: number },
): Promise<readonly [number, number]> {
  const times: [number[], number[]] = [[], []];
  for (let index = -counts.warm; index < counts.timed; index++) {
    for (const [place, run] of [first, second].entries()) {
      const start = performance.now();
      await run();
      if (index >= 0) times[place]!.push(performance.now() - start);
    }
  }
  const median = (list: number[]): number => list.sort((a, b) => a - b)[list.length >> 1]!;
  return [median(times[0]), median(times[1])];
}

export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((text, column) => text.padEnd(widths[column]!))
      .join('  ')
      .trimEnd();
  return [line(header), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(line)].join('\n');
}
