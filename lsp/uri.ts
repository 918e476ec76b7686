/**
 * The path by which the compiler knows a document. Files have absolute paths with `/`; the library and whatever
 * else is no file keep their URI.
 */
export function pathOf(uri: string): string {
  const match = /^file:\/\/([^/]*)(\/[^?#]*)/.exec(uri);
  if (!match) return uri;
  const path = decode(match[2]!);
  const [, drive, rest] = /^\/([a-zA-Z]):(.*)$/.exec(path) ?? [];
  if (drive !== undefined) return `${drive.toUpperCase()}:${rest!}`;
  return match[1] === '' ? path : `//${match[1]!}${path}`;
}

/** The URI of a path of the compiler. */
export function uriOf(path: string): string {
  if (/^[a-zA-Z]:\//.test(path)) {
    return `file:///${path.charAt(0).toLowerCase()}%3A${encode(path.slice(2))}`;
  }
  if (path.startsWith('//')) return `file:${encode(path)}`;
  return path.startsWith('/') ? `file://${encode(path)}` : path;
}

/** Escapes that are broken stand for themselves. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function encode(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
