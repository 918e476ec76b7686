/** `a, b and c` */
export function listText(items: readonly string[]): string {
  const last = items.at(-1)!;
  return items.length === 1 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}
