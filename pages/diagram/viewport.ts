export interface Viewport {
  /** Enlarges around the middle of the view. */
  readonly zoom: (factor: number) => void;
  readonly fit: () => void;
  readonly center: (element: Element | undefined) => void;
}

const least = 0.05;
const most = 8;

/** Pans a drawing by dragging and zooms it by the wheel, within a view that hides what lies outside. */
export function createViewport(view: HTMLElement, content: HTMLElement): Viewport {
  let scale = 1;
  let x = 0;
  let y = 0;
  const apply = (): void => {
    content.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
  };
  const zoomAt = (factor: number, atX: number, atY: number): void => {
    const next = Math.min(most, Math.max(least, scale * factor));
    x = atX - ((atX - x) * next) / scale;
    y = atY - ((atY - y) * next) / scale;
    scale = next;
    apply();
  };
  const moveBy = (dx: number, dy: number): void => {
    x += dx;
    y += dy;
    apply();
  };
  onDrag(view, moveBy);
  view.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = view.getBoundingClientRect();
      if (event.shiftKey) moveBy(-event.deltaY, 0);
      else zoomAt(Math.exp(-event.deltaY / 600), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  const size = (): { width: number; height: number } => {
    const [, , width = 1, height = 1] = content
      .querySelector('svg')!
      .getAttribute('viewBox')!
      .split(' ')
      .map(Number);
    return { width, height };
  };
  return {
    zoom: (factor) => zoomAt(factor, view.clientWidth / 2, view.clientHeight / 2),
    fit: () => {
      const { width, height } = size();
      // A long drawing stays readable: it begins at the top and is moved down.
      const whole = Math.min(view.clientWidth / width, view.clientHeight / height, 1);
      scale = Math.max(whole, Math.min(0.6, view.clientWidth / width));
      x = (view.clientWidth - width * scale) / 2;
      y = Math.max(0, (view.clientHeight - height * scale) / 2);
      apply();
    },
    center: (element) => {
      if (!element) return;
      const box = element.getBoundingClientRect();
      const around = view.getBoundingClientRect();
      moveBy(
        around.left + around.width / 2 - (box.left + box.width / 2),
        around.top + around.height / 2 - (box.top + box.height / 2),
      );
    },
  };
}

/** Tells how far a pressed pointer moves; a press that hardly moves stays a click. */
function onDrag(view: HTMLElement, moveBy: (dx: number, dy: number) => void): void {
  const slack = 4;
  let from: { readonly x: number; readonly y: number } | undefined;
  let isDragging = false;
  view.addEventListener('pointerdown', (event) => {
    if (event.button === 0) from = { x: event.clientX, y: event.clientY };
  });
  view.addEventListener('pointermove', (event) => {
    if (!from) return;
    const [dx, dy] = [event.clientX - from.x, event.clientY - from.y];
    if (!isDragging && Math.hypot(dx, dy) < slack) return;
    if (!isDragging) view.setPointerCapture(event.pointerId);
    isDragging = true;
    moveBy(dx, dy);
    from = { x: event.clientX, y: event.clientY };
  });
  const end = (): void => {
    from = undefined;
    isDragging = false;
  };
  view.addEventListener('pointerup', end);
  view.addEventListener('pointercancel', end);
}
