const namespace = 'http://www.w3.org/2000/svg';

/** An element of SVG with attributes and children; text goes in as text. */
export function s(
  tag: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (SVGElement | string | undefined)[]
): SVGElement {
  const element = document.createElementNS(namespace, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  for (const child of children) if (child !== undefined) element.append(child);
  return element;
}

/** Properties that the style of the page gives, and a file must hold itself. */
const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'fill-opacity',
  'paint-order',
  'r',
  'stroke-dasharray',
  'font-family',
  'font-size',
] as const;

/** A picture as a file that stands alone: one that is in the page keeps the colours that it has there. */
export function svgBlob(picture: SVGElement): Blob {
  const copy = picture.cloneNode(true) as SVGElement;
  if (picture.isConnected) keepStyle(picture, copy);
  copy.setAttribute('xmlns', namespace);
  const [, , width = '', height = ''] = (copy.getAttribute('viewBox') ?? '').split(' ');
  copy.setAttribute('width', width);
  copy.setAttribute('height', height);
  copy.prepend(
    s('rect', { width: '100%', height: '100%', fill: getComputedStyle(document.body).backgroundColor }),
  );
  return new Blob([new XMLSerializer().serializeToString(copy)], { type: 'image/svg+xml' });
}

function keepStyle(shown: SVGElement, written: SVGElement): void {
  const style = getComputedStyle(shown);
  for (const property of properties) written.setAttribute(property, style.getPropertyValue(property));
  const parts = [...written.children] as SVGElement[];
  ([...shown.children] as SVGElement[]).forEach((child, index) => keepStyle(child, parts[index]!));
}
