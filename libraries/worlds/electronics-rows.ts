/** The shop's order lines as a log: columns in batches of a bounded size, whatever the number of customers. */
import { dayOfNumber, numberOfDay } from '#kernel/time.ts'
import type { BasketLine } from './electronics-basket.ts'
import type { Product } from './electronics-catalogue.ts'
import type { ElectronicsShop, TrueCustomer, TrueOrder } from './electronics.ts'
import type { LogColumn, WorldLog } from './world-log.ts'

/** Columns of the log, in order. */
export const orderLineColumns = [
  { name: 'order_id', type: 'text' },
  { name: 'ordered_at', type: 'time' },
  { name: 'customer_id', type: 'text' },
  { name: 'product', type: 'text' },
  { name: 'category', type: 'text' },
  { name: 'quantity', type: 'whole' },
  { name: 'unit_price', type: 'money' },
  { name: 'margin', type: 'money' },
  { name: 'currency', type: 'text' },
  { name: 'channel', type: 'text' },
  { name: 'country', type: 'text' },
] as const satisfies readonly LogColumn[]

/**
 * One line of the log; times in UTC, prices and margins in euros with two decimals. The margin is that of the whole line;
 * a return takes quantity and margin back.
 */
export type OrderLine = Readonly<
  Record<Exclude<(typeof orderLineColumns)[number]['name'], 'quantity'>, string> & { quantity: number }
>

/**
 * Every line of the log, customer after customer in order of acquisition, in batches.
 *
 * @param lines - Lines a batch holds at least, except the last; it holds whole customers. A thousand take some ten
 *   milliseconds, so that whoever writes them is never held for long.
 */
export function* orderLines(shop: ElectronicsShop, lines = 1000): Generator<readonly OrderLine[]> {
  const clock = shopClock(shop)
  let batch: OrderLine[] = []
  for (const customer of shop.customers()) {
    appendLines(batch, customer, clock)
    if (batch.length < lines) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** The shop's log, in batches of whole customers. */
export function orderLog(shop: ElectronicsShop): WorldLog<OrderLine> {
  return { columns: orderLineColumns, batches: () => orderLines(shop) }
}

function appendLines(batch: OrderLine[], customer: TrueCustomer, clock: ShopClock): void {
  const { customer: customer_id, channel, country } = customer
  const number = customer_id.slice(1)
  for (const [place, order] of customer.orders.entries()) {
    const ordered_at = clock.timeAt(order.at)
    const shared = { customer_id, currency: 'EUR', channel, country }
    const order_id = `${number}-${place + 1}`
    const { returned } = order
    for (const { product, quantity } of boughtLines(order))
      batch.push({ ...shared, order_id, ordered_at, ...described(product, quantity) })
    if (returned !== undefined && returned.at < clock.end)
      batch.push({
        ...shared,
        order_id: `R${order_id}`,
        ordered_at: clock.timeAt(returned.at),
        ...described(returned.product, -returned.quantity),
      })
  }
}

/** What was bought, later returned or not; a product is one line. */
function boughtLines({ lines, returned }: TrueOrder): readonly BasketLine[] {
  if (returned === undefined) return lines
  const others = lines.filter((line) => line.product !== returned.product)
  const kept = lines.find((line) => line.product === returned.product)?.quantity ?? 0
  return [...others, { product: returned.product, quantity: kept + returned.quantity }]
}

function described({ name, category, priceCents, marginCents }: Product, quantity: number) {
  const margin = inEuros(quantity * marginCents)
  return { product: name, category, quantity, unit_price: inEuros(priceCents), margin }
}

function inEuros(cents: number): string {
  return (cents / 100).toFixed(2)
}

interface ShopClock {
  readonly end: number
  /** `YYYY-MM-DD hh:mm:ss`, in UTC. */
  readonly timeAt: (days: number) => string
}

/** Orders of each hour from midnight on, in proportion: quiet nights, busy evenings. */
const ordersOfHour = [
  10, 5, 3, 2, 2, 8, 20, 40, 50, 60, 60, 70, 60, 50, 60, 60, 70, 70, 70, 70, 70, 50, 30, 10,
]
const ordersOfDay = ordersOfHour.reduce((sum, orders) => sum + orders, 0)

function shopClock(shop: ElectronicsShop): ShopClock {
  const first = numberOfDay(shop.firstDay)
  const names = Array.from({ length: shop.lengthInDays }, (_, day) => dayOfNumber(first + day))
  const timeAt = (days: number) => {
    const day = Math.floor(days)
    return `${names[day] ?? dayOfNumber(first + day)} ${timeOfDay(days - day)}`
  }
  return { end: shop.lengthInDays, timeAt }
}

/** The share of a day's orders that has come by the returned `hh:mm:ss`; rising, so that order in time is kept. */
function timeOfDay(share: number): string {
  let left = share * ordersOfDay
  let hour = 0
  for (; hour < 23 && left >= (ordersOfHour[hour] ?? 0); hour += 1) left -= ordersOfHour[hour] ?? 0
  const second = Math.min(3599, Math.floor((3600 * left) / (ordersOfHour[hour] ?? 1)))
  return `${two(hour)}:${two(Math.floor(second / 60))}:${two(second % 60)}`
}

function two(number: number): string {
  return number < 10 ? `0${number}` : String(number)
}
