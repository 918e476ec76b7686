export interface DependencyOrder<T> {
  /** Every node once, after all that it depends on (where circles allow that). */
  readonly order: readonly T[];
  /** Each set of nodes that depend on each other, along the way of one circle through it. */
  readonly circles: readonly (readonly T[])[];
}

interface Visit<T> {
  readonly node: T;
  readonly index: number;
  lowest: number;
  onPath: boolean;
  /** Whether it depends on itself. */
  onItself: boolean;
  readonly dependencies: readonly T[];
  /** The dependency to look at next. */
  next: number;
}

/**
 * Orders nodes by their dependencies and finds the circles (Tarjan's strongly connected components, on a stack
 * of its own: chains may be as long as memory allows). Where dependencies leave a choice, the given order holds.
 */
export function dependencyOrder<T extends object>(
  nodes: Iterable<T>,
  dependenciesOf: (node: T) => readonly T[],
): DependencyOrder<T> {
  const known = new Map<T, Visit<T>>();
  const path: T[] = [];
  const order: T[] = [];
  const circles: (readonly T[])[] = [];
  const enter = (node: T): Visit<T> => {
    const index = known.size;
    const dependencies = dependenciesOf(node);
    const visit = { node, index, lowest: index, onPath: true, onItself: false, dependencies, next: 0 };
    known.set(node, visit);
    path.push(node);
    return visit;
  };
  const leaveComponent = (root: Visit<T>): void => {
    if (path.at(-1) === root.node) {
      path.pop();
      root.onPath = false;
      if (root.onItself) circles.push([root.node]);
      return;
    }
    const component = path.splice(path.lastIndexOf(root.node));
    for (const node of component) known.get(node)!.onPath = false;
    circles.push(shortestCircle(component, dependenciesOf));
  };

  for (const node of nodes) {
    if (known.has(node)) continue;
    const visits = [enter(node)];
    while (visits.length > 0) {
      const visit = visits.at(-1)!;
      if (visit.next < visit.dependencies.length) {
        const dependency = visit.dependencies[visit.next++]!;
        const other = known.get(dependency);
        if (other === visit) visit.onItself = true;
        else if (!other) visits.push(enter(dependency));
        else if (other.onPath) visit.lowest = Math.min(visit.lowest, other.index);
        continue;
      }
      visits.pop();
      order.push(visit.node);
      const parent = visits.at(-1);
      if (parent) parent.lowest = Math.min(parent.lowest, visit.lowest);
      if (visit.lowest === visit.index) leaveComponent(visit);
    }
  }
  return { order, circles };
}

/** A shortest way from the first node of a component of several back to itself, by breadth-first search. */
function shortestCircle<T extends object>(
  component: readonly T[],
  dependenciesOf: (node: T) => readonly T[],
): readonly T[] {
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
  return component;
}

/** "`a` is made from `b`, which is made from `a`" */
export function circleText(names: readonly string[]): string {
  const [first, ...others] = names;
  return `${first} is made from ${others.join(', which is made from ')}`;
}
