/** What a value of a program is, as messages say it: `null`, `a URL`, `a Float64Array`, `a list`, `5`, `"a"`. */
export function kindOf(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
    case 'number':
    case 'boolean':
      return String(value);
    case 'string':
      return value.length <= 20 ? JSON.stringify(value) : 'a string';
    case 'object':
      return value === null ? 'null' : objectKind(value);
    default:
      return `a ${typeof value}`;
  }
}

function objectKind(value: object): string {
  if (Array.isArray(value)) return 'a list';
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return kind === 'Object' ? 'an object' : `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

/** True for an object that holds values by names, and is no list, no map and no memory. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' && value !== null && Object.prototype.toString.call(value) === '[object Object]'
  );
}
