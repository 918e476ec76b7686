export interface DependencyOrder<T> {
  /** Every node once, after all that it depends on (where circles allow that). */
  readonly order: readonly T[];
  /** Each set of nodes that depend on each other, along the way of one circle through it. */
  readonly circles: readonly (readonly T[])[];
}

interface Visit<T> {
  readonly node: T;
  readonly pending: Iterator<T>;
}

/**
 * Orders nodes by their dependencies and finds the circles (Tarjan's strongly connected components, on a stack
 * of its own: chains may be as long as memory allows). Where dependencies leave a choice, the given order holds.
 */
export function dependencyOrder<T extends object>(
  nodes: Iterable<T>,
  dependenciesOf: (node: T) => Iterable<T>,
): DependencyOrder<T> {
  const index = new Map<T, number>();
  const lowest = new Map<T, number>();
  const onPath = new Set<T>();
  const path: T[] = [];
  const order: T[] = [];
  const circles: T[][] = [];
  const enter = (node: T): Visit<T> => {
    index.set(node, index.size);
    lowest.set(node, index.get(node)!);
    onPath.add(node);
    path.push(node);
    return { node, pending: dependenciesOf(node)[Symbol.iterator]() };
  };
  const lower = (node: T, value: number): void => {
    if (value < lowest.get(node)!) lowest.set(node, value);
  };

  for (const root of nodes) {
    if (index.has(root)) continue;
    const visits: Visit<T>[] = [enter(root)];
    while (visits.length > 0) {
      const { node, pending } = visits.at(-1)!;
      const next = pending.next();
      if (!next.done) {
        if (!index.has(next.value)) visits.push(enter(next.value));
        else if (onPath.has(next.value)) lower(node, index.get(next.value)!);
        continue;
      }
      visits.pop();
      order.push(node);
      const parent = visits.at(-1);
      if (parent) lower(parent.node, lowest.get(node)!);
      if (lowest.get(node) !== index.get(node)) continue;
      const component = path.splice(path.lastIndexOf(node));
      component.forEach((member) => onPath.delete(member));
      const circle = shortestCircle(component, dependenciesOf);
      if (circle) circles.push(circle);
    }
  }
  return { order, circles };
}

/** A shortest way from the first node of a component back to itself, by breadth-first search. */
function shortestCircle<T extends object>(
  component: readonly T[],
  dependenciesOf: (node: T) => Iterable<T>,
): T[] | undefined {
  const start = component[0]!;
  const members = new Set(component);
  const cameFrom = new Map<T, T>();
  const queue = [start];
  for (let next = 0; next < queue.length; next++) {
    const node = queue[next]!;
    for (const dependency of dependenciesOf(node)) {
      if (dependency === start) {
        const circle: T[] = [];
        for (let at = node; at !== start; at = cameFrom.get(at)!) circle.unshift(at);
        return [start, ...circle];
      }
      if (!members.has(dependency) || cameFrom.has(dependency)) continue;
      cameFrom.set(dependency, node);
      queue.push(dependency);
    }
  }
  return undefined;
}

/** "`a` is made from `b`, which is made from `a`" */
export function circleText(names: readonly string[]): string {
  const [first, ...others] = names;
  return `${first} is made from ${others.join(', which is made from ')}`;
}
