/** A text that is equal for equal attributes; symbolic sizes count by their canonical form. */
export function attributesKey(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(attributesKey).join()}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  if ('key' in value) return String(value.key);
  return Object.entries(value)
    .map(([name, entry]) => `${name}=${attributesKey(entry)}`)
    .join(';');
}
