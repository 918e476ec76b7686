/** A value of a typed table as text tables and JSON have it: whole numbers as numbers, dates as text, structs as objects of such. */
export function plainCell(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value)) return value.map(plainCell);
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as Uint8Array, plainCell);
  if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value))
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainCell(each)]));
  return value;
}

/** `2024-01-31`, with the time of day where there is one. */
function dateText(date: Date): string | undefined {
  if (Number.isNaN(date.getTime())) return undefined;
  return date.toISOString().replace(/T00:00:00\.000Z$/, '');
}
