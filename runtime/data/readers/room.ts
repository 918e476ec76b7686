/** What may stay in memory of data. */
export class Room {
  private left: number;

  /** @param size in bytes */
  constructor(size: number) {
    this.left = size;
  }

  /** @throws NoRoom where there is not so much left */
  take(bytes: number): void {
    this.left -= bytes;
    if (this.left < 0) throw new NoRoom();
  }
}

/** Data takes more of the memory than it may: a sign between those who read it, never seen by users. */
export class NoRoom extends Error {
  constructor() {
    super('The data takes more of the memory than it may.');
  }
}
