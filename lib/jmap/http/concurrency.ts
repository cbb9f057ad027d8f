/** Counts what each person has running at once; every route of one kind shares one. */
export class Concurrency {
  readonly #running = new Map<string, number>();

  /** Null when the person already has `max` running; else the function that ends this one, once. */
  enter(personId: string, max: number): (() => void) | null {
    const running = this.#running.get(personId) ?? 0;
    if (running >= max) return null;
    this.#running.set(personId, running + 1);
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      const left = (this.#running.get(personId) ?? 1) - 1;
      if (left > 0) this.#running.set(personId, left);
      else this.#running.delete(personId);
    };
  }
}
