/** The bank's log: one row a customer and year, as a bank could bring it from its own books. */
import type { Bank, TrueBankCustomer } from './bank.ts'
import { bankProducts } from './bank-law.ts'
import type { LogColumn, WorldLog } from './world-log.ts'

/** Columns of the log, in order. `margin` is the sum of the columns after it, one a product. */
export const bankColumns = [
  { name: 'customer_id', type: 'text' },
  { name: 'year_end', type: 'day' },
  { name: 'age', type: 'whole' },
  { name: 'tenure', type: 'whole' },
  { name: 'stage', type: 'text' },
  { name: 'holdings', type: 'text' },
  { name: 'margin', type: 'money' },
  { name: 'margin_account', type: 'money' },
  { name: 'margin_loan', type: 'money' },
  { name: 'margin_home', type: 'money' },
  { name: 'margin_retirement', type: 'money' },
] as const satisfies readonly LogColumn[]

/**
 * One customer in one year: age and full years since the account was opened, as of the last day of the year; products
 * joined by ` + `; margins of the year in euros, below zero where it cost.
 */
export type BankRow = Readonly<
  Record<Exclude<(typeof bankColumns)[number]['name'], 'age' | 'tenure'>, string> & {
    age: number
    tenure: number
  }
>

/** The bank's log, in batches of whole customers. */
export function bankLog(bank: Bank): WorldLog<BankRow> {
  return { columns: bankColumns, batches: () => bankRows(bank) }
}

/**
 * Every row of the log, customer after customer and year after year, in batches.
 *
 * @param rows - Rows a batch holds at least, except the last; it holds whole customers.
 */
export function* bankRows(bank: Bank, rows = 20_000): Generator<readonly BankRow[]> {
  let batch: BankRow[] = []
  for (const customer of bank.customers()) {
    appendRows(batch, customer)
    if (batch.length < rows) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

function appendRows(batch: BankRow[], { customer, years }: TrueBankCustomer): void {
  for (const { year, age, tenure, state, margins } of years) {
    const of = (product: (typeof bankProducts)[number]) =>
      inEuros(margins[bankProducts.indexOf(product)] ?? 0)
    batch.push({
      customer_id: customer,
      year_end: `${year}-12-31`,
      age,
      tenure,
      stage: state.stage,
      holdings: state.holdings.join(' + '),
      margin: inEuros(margins.reduce((sum, margin) => sum + margin, 0)),
      margin_account: of('account'),
      margin_loan: of('loan'),
      margin_home: of('home'),
      margin_retirement: of('retirement'),
    })
  }
}

function inEuros(margin: number): string {
  const text = margin.toFixed(2)
  return text === '-0.00' ? '0.00' : text
}
