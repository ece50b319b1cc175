/** What may come later: first what is read, then what is drawn, then what opens at a press. */

/** Loads a module when what stands on the page by then has been painted. */
export function afterPaint<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return async () => {
    await new Promise<void>((painted) => requestAnimationFrame(() => setTimeout(painted)))
    return load()
  }
}

/** The longest time that something waits for a quiet moment. */
const patienceMs = 2_000

/** Loads a module when the page has nothing else to do. */
export function whenIdle<Loaded>(load: () => Promise<Loaded>): () => Promise<Loaded> {
  return async () => {
    await new Promise<void>((idle) => {
      // Not every browser tells.
      if (typeof requestIdleCallback === 'function')
        requestIdleCallback(() => idle(), { timeout: patienceMs })
      else setTimeout(idle, patienceMs / 4)
    })
    return load()
  }
}
