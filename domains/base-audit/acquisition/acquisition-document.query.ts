/** The document of acquisition: costs as they stand, held against the customers of a snapshot. */
import { acquisition } from './acquisition.ts'
import { boughtIn, readAcquisitionRows } from './acquisition.query.ts'
import { readEquityDocument } from '../equity/equity-documents.query.ts'
import type { AcquisitionDocument, Cost, CostSide } from '../acquisition.contract.ts'
import type { EquityFinding } from '../equity.contract.ts'
import type { EquityTables } from '../equity/equity.query.ts'
import { monthsAhead } from '../equity/newcomers.ts'
import { monthOf } from '../period.ts'

/** Costs that stand, in one currency. */
export interface StandingCosts {
  readonly costs: readonly Cost[]
  readonly currency: string | null
}

/** @throws AUDIT_SNAPSHOT_OLDER */
export async function acquisitionDocument(
  tables: EquityTables,
  { costs, currency }: StandingCosts,
): Promise<AcquisitionDocument> {
  const equity = await readEquityDocument(tables.db, 'equity')
  const newcomers = await readEquityDocument(tables.db, 'newcomers')
  const { asOf, valueOf, horizonDays, discountRatePerYear } = equity
  const { whole, channels, findings } = acquisition(
    {
      asOf,
      rows: await readAcquisitionRows(tables),
      channels: newcomers?.channels ?? [],
      newcomers: {
        whole: newcomers?.whole ?? null,
        byChannel: new Map(newcomers?.byCode.map(({ code, group }) => [code, group])),
      },
    },
    costs,
  )
  const before: EquityFinding[] = []
  const unbridged = equity.findings.find(({ code }) => code === 'contracts-unbridged')
  if (newcomers === null) before.push(unbridged ?? { code: 'model-absent', values: {} })
  if (valueOf === 'revenue') before.push({ code: 'value-is-revenue', values: {} })
  if (currency !== null && equity.currency === null)
    before.push({ code: 'currency-unknown', values: { currency } })
  return {
    asOf,
    currency: equity.currency ?? currency,
    valueOf,
    horizonDays,
    discountRatePerYear,
    monthsAhead,
    whole,
    channels: [...channels],
    winning: whole.months.length > 0 ? winningSide(whole) : null,
    keeping: await keepingSide(tables, { asOf, costs }),
    // Of contracts no channel was looked at, whether the log has some or not.
    findings: [
      ...before,
      ...findings.filter(({ code }) => unbridged === undefined || code !== 'channels-absent'),
    ],
  }
}

function winningSide(whole: AcquisitionDocument['whole']): CostSide {
  const { cost, customers, costPerCustomer, months, value } = whole
  return { cost, customers, costPerCustomer, months: months.length, value: value.mean }
}

async function keepingSide(
  tables: EquityTables,
  { asOf, costs }: Pick<AcquisitionDocument, 'asOf'> & Pick<StandingCosts, 'costs'>,
): Promise<CostSide | null> {
  const keeping = costs.filter(({ purpose, month }) => purpose === 'keeping' && month <= asOf.slice(0, 7))
  const months = [...new Set(keeping.map(({ month }) => month))]
  if (months.length === 0) return null
  const cost = keeping.reduce((sum, { amount }) => sum + amount, 0)
  const numbers = months.map((month) => monthOf(`${month}-01` as typeof asOf))
  const { customers, value } = await boughtIn(tables, { months: numbers, asOf })
  const costPerCustomer = customers > 0 ? cost / customers : null
  return { cost, customers, costPerCustomer, months: months.length, value }
}
