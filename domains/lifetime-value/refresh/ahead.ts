/** Work of a later step that is begun while an earlier one keeps the engine busy. */

/** What came of a piece of work, and how long it took, wherever it ran. */
export interface Timed<T> {
  readonly result: T
  readonly milliseconds: number
}

/**
 * Pieces of work by name. A step takes the piece that an earlier one began, or does it itself where none was begun: after
 * a crash nothing but what was kept is there.
 */
export class Ahead {
  readonly #elapsed: () => number
  readonly #begun = new Map<string, Promise<Timed<unknown>>>()

  constructor(elapsed: () => number) {
    this.#elapsed = elapsed
  }

  /** Begins a piece; should it fail, the step that takes it is told. */
  begin(name: string, work: () => Promise<unknown>): void {
    const begun = this.#timed(work)
    begun.catch(() => {})
    this.#begun.set(name, begun)
  }

  /** The piece of that name, begun before or now. */
  take<T>(name: string, work: () => Promise<T>): Promise<Timed<T>> {
    const begun = this.#begun.get(name) as Promise<Timed<T>> | undefined
    this.#begun.delete(name)
    return begun ?? this.#timed(work)
  }

  async #timed<T>(work: () => Promise<T>): Promise<Timed<T>> {
    const began = this.#elapsed()
    const result = await work()
    return { result, milliseconds: this.#elapsed() - began }
  }
}
