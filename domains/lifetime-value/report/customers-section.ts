/** The ten most valuable customers, and the ten most at risk. */
import { isNobodyTold } from '../refresh/everybody-active.ts'
import type { ValueDocument } from '../value-document.ts'
import { type Html, html } from '#ui/report/html.ts'
import { type Reader, estimateText, moneyText } from './reader.ts'
import type { ReportCustomer, ReportInput } from './report-input.ts'
import { section, table } from '#ui/report/table.ts'

/** Two tables of customers. */
export function customersSection(reader: Reader, { document, mostValuable, mostAtRisk }: ReportInput): Html {
  const { words } = reader
  return section('customers', words('customers.title'), [
    list(reader, 'mostValuable', { customers: mostValuable, document }),
    list(reader, 'mostAtRisk', { customers: mostAtRisk, document }) ?? nobodyAtRisk(reader, document),
  ])
}

function list(
  reader: Reader,
  kind: string,
  {
    customers,
    document,
  }: { readonly customers: readonly ReportCustomer[]; readonly document: ValueDocument },
): Html | null {
  // Of contracts it is known that they run; what tells customers apart is the next renewal.
  const chance = document.log === 'contracts' ? 'probabilityBuys' : 'probabilityActive'
  if (customers.length === 0) return null
  const { words } = reader
  const name = words(`report.customers.${kind}.title`)
  const columns = ['name', 'value', chance, 'expectedPurchases', 'purchases', 'spend', 'lastPurchase']
  return html`<h3>${name}</h3>
    <p>${words(`report.customers.${kind}.lead`)}</p>
    ${table({
      name,
      columns: columns.map((column) => words(`customers.columns.${column}`)),
      rows: customers.map((customer) => rowOf(reader, customer, chance)),
    })}`
}

function nobodyAtRisk({ words }: Reader, document: ValueDocument): Html | null {
  if (document.totals === null) return null
  const why = isNobodyTold(document) ? 'unknown' : 'nobody'
  return html`<h3>${words('report.customers.mostAtRisk.title')}</h3>
    <p>${words(`report.customers.mostAtRisk.${why}`)}</p>`
}

function rowOf(reader: Reader, customer: ReportCustomer, chance: 'probabilityActive' | 'probabilityBuys') {
  const { formats, words } = reader
  const active = customer[chance]
  const money = (amount: number) => moneyText(reader, amount)
  return [
    customer.name,
    estimateText(reader, customer.value, { mean: money, end: money }),
    active === null ? words('cannotTell') : formats.percent(active),
    estimateText(reader, customer.expectedPurchases, { mean: formats.estimate, end: formats.count }),
    formats.count(customer.purchases),
    money(customer.spend),
    formats.day(customer.lastPurchase),
  ]
}
