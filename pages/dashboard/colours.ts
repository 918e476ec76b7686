/** Colours of runs that are told apart on light and dark grounds, also by most who see few colours. */
const colours = ['#3b82f6', '#f97316', '#10b981', '#a855f7', '#e11d48', '#14b8a6', '#ca8a04', '#64748b'];

/** A colour for each run, by its place among those that are shown. */
export function colourOf(index: number): string {
  return colours[index % colours.length]!;
}
