/** The purchases of Online Retail (UCI): invoice lines with a customer that were paid for, no cancellations. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { purchaseLog, type PurchaseLog } from '#lifetime/purchase-log.ts'

/** Quantity, day, price and customer at the end of a line; a description before them may hold commas and quotes. */
const ending = /,(-?\d+),(\d{4}-\d\d-\d\d) [\d:]+,(-?[\d.]+),(\d+)\.0,[^,]*$/

/** Reads online_retail.csv.gz; spends are in pounds. */
export function readOnlineRetail(path: string): PurchaseLog {
  const lines = gunzipSync(readFileSync(path)).toString('latin1').split('\n')
  const [customer, day, amount]: [string[], string[], number[]] = [[], [], []]
  for (const line of lines) {
    const [, quantity, date, price, who] = ending.exec(line.trimEnd()) ?? []
    if (who === undefined || date === undefined || !(Number(quantity) > 0 && Number(price) > 0)) continue
    customer.push(who)
    day.push(date)
    amount.push(Number(quantity) * Number(price))
  }
  return purchaseLog({ customer, day, amount })
}
