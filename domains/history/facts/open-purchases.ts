/**
 * Purchases of one customer, and one product where products are known, from which refunds may still be taken. Sizes are
 * whole numbers (ten-thousandths of a unit or of the currency), so that what remains is exact.
 */
export class OpenPurchases {
  #days: number[] = []
  #remaining: number[] = []
  #largest = 0

  /** A purchase, not earlier than those before it. */
  add(day: number, size: number): void {
    this.#days.push(day)
    this.#remaining.push(size)
    this.#largest = Math.max(this.#largest, size)
  }

  /** Takes `size` off the latest purchase that has as much left; answers its day, or undefined where there is none. */
  take(size: number): number | undefined {
    if (size > this.#largest) return undefined
    for (let place = this.#remaining.length - 1; place >= 0; place--) {
      const left = this.#remaining[place] ?? 0
      if (left < size) continue
      this.#remaining[place] = left - size
      return this.#days[place]
    }
    return undefined
  }

  /** Begins with another customer or product. */
  clear(): void {
    this.#days = []
    this.#remaining = []
    this.#largest = 0
  }
}
