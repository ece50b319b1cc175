/** Turns the money of one order into lines with prices from the catalogue. */
import type { Random } from '#numerics/random.ts'
import { type Product, catalogue } from './electronics-catalogue.ts'

/** One line of an order. */
export interface BasketLine {
  readonly product: Product
  readonly quantity: number
}

/** Above this a single product could miss the total by much: one at least is picked freely. */
const dearCents = 55_000
/** A remainder below this share of the order is met by the last product at once. */
const smallShare = 0.15
/** A free pick takes between this share and all of what is left to spend. */
const leastShare = 0.4

/**
 * Lines at catalogue prices whose expected total is `spendCents`, exactly: the last product is drawn from the two whose
 * prices lie around the remainder, with the odds that keep the mean. Thus prices are real and the law of spend is kept.
 *
 * @param spendCents - At least the cheapest price; below it the cheapest product alone is returned.
 * @param random - Uniform numbers in (0, 1).
 */
export function fillBasket(spendCents: number, random: Random): readonly BasketLine[] {
  const quantities = new Map<Product, number>()
  const add = (product: Product, quantity: number) =>
    quantities.set(product, (quantities.get(product) ?? 0) + quantity)
  const freePicks = Math.max(Math.floor(2.6 * random()), spendCents > dearCents ? 1 : 0)
  let left = spendCents
  for (let pick = 0; pick < freePicks && left > smallShare * spendCents; pick += 1) {
    const affordable = productsUpTo(left)
    if (affordable === 0) break
    const from = Math.min(productsUpTo(leastShare * left), affordable - 1)
    const product = productAt(from + Math.floor(random() * (affordable - from)))
    const quantity = affordable === catalogue.length ? Math.floor(left / product.priceCents) : 1
    add(product, quantity)
    left -= quantity * product.priceCents
  }
  const last = lastProduct(left, random)
  if (last !== undefined) add(last, 1)
  if (quantities.size === 0) add(productAt(0), 1)
  return Array.from(quantities, ([product, quantity]) => ({ product, quantity }))
}

/** One of the two products around `cents`, or none where that is the lower neighbour; of mean price `cents`. */
function lastProduct(cents: number, random: Random): Product | undefined {
  const below = productsUpTo(cents)
  if (below === catalogue.length) return productAt(below - 1)
  const above = productAt(below)
  const floorCents = below === 0 ? 0 : productAt(below - 1).priceCents
  const upwards = random() < (cents - floorCents) / (above.priceCents - floorCents)
  if (upwards) return above
  return below === 0 ? undefined : productAt(below - 1)
}

/** How many products of the catalogue cost at most `cents`. */
function productsUpTo(cents: number): number {
  let low = 0
  let high = catalogue.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (productAt(middle).priceCents <= cents) low = middle + 1
    else high = middle
  }
  return low
}

function productAt(place: number): Product {
  const product = catalogue[place]
  if (product === undefined) throw new RangeError(`The catalogue has no product ${place}`)
  return product
}
