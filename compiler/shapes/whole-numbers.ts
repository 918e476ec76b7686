/** 128 bits of a text, so that keys of products of products don't grow. */
export function digest(text: string): string {
  let [a, b, c, d] = [0x9e3779b1, 0x85ebca77, 0xc2b2ae3d, 0x27d4eb2f];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = Math.imul(a ^ code, 0x85ebca6b);
    b = Math.imul(b ^ code, 0xc2b2ae35);
    c = Math.imul(c ^ (code + a), 0x165667b1);
    d = Math.imul(d ^ (code + b), 0x9e3779b1);
  }
  return [a, b, c, d].map((part) => (part >>> 0).toString(36)).join('.');
}

export function greatestCommonDivisor(a: number, b: number): number {
  let [x, y] = [Math.abs(a), Math.abs(b)];
  while (y !== 0) [x, y] = [y, x % y];
  return x;
}
