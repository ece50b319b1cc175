/** Puts together the one document in which a valued base of contracts is reported. */
import type { RenewalPeriod } from '#history/renewal-period.ts'
import type { AnyFittedContractModel } from '#lifetime/contractual/contract-model.ts'
import { akaike, bayesianInformation, standardErrors } from '#lifetime/summary.ts'
import type { ContractFindings, ContractRun } from './contract-run.ts'
import type { ContractRows } from './contract-rows.query.ts'
import { contractWarnings } from './contract-warnings.ts'
import { becauseOf } from '../value-english.ts'
import type { ModelReport, ValueDocument } from '../value-document.ts'
import { holdoutReport, logFacts, totalsReport, type Measured } from '../refresh/value-report.ts'
import { modelAbsentBecause } from '../refresh/value-warnings.ts'

/** What only the finished tables tell: what was fitted, and the sum of P(runs) over the customers. */
export interface PublishedContracts {
  readonly rows: ContractRows
  readonly active: number
}

/** The document. */
export function contractDocument(
  run: ContractRun,
  found: ContractFindings,
  { rows, active, ...measured }: Measured & PublishedContracts,
): ValueDocument {
  const { summarised, chosen, fitted } = found
  const { options, source, period } = run
  const due = renewalsDue(rows)
  return {
    perennial: run.version,
    log: 'contracts',
    contracts: {
      period,
      contracts: summarised.contracts,
      running: summarised.running,
      ended: summarised.ended,
      renewalsDue: due.lost + due.made,
      renewalsMade: due.made,
    },
    ...logFacts(source, summarised),
    horizonDays: summarised.horizonDays,
    discountRatePerYear: options.discountRatePerYear,
    model:
      fitted.contracts === null
        ? { name: 'none', ...modelAbsentBecause(fitted) }
        : modelReport(fitted.contracts, period),
    spendModel: { name: 'contract-amount', meanAmount: summarised.meanAmount },
    holdout: holdoutReport(found),
    choice: chosen.report,
    totals: totalsOf(found, active),
    warnings: [...source.warnings, ...contractWarnings(found, due)],
    ...measured,
  }
}

function totalsOf(
  { scored, summarised, validated }: ContractFindings,
  active: number,
): ValueDocument['totals'] {
  if (scored === null) return null
  const { expectedRenewals, value, valueInfinite } = scored.totals
  const totals = {
    customers: summarised.customers,
    active,
    activeCannotTell: 0,
    expectedPurchases: expectedRenewals,
    value,
    valueInfinite,
  }
  // The worth of each contract is in margin already.
  const report = totalsReport(totals, validated, 1)
  const { because } = report.backtest
  if (because?.code !== 'LIFETIME_BACKTEST_ORIGINS_EMPTY') return report
  const why = becauseOf({ ...because, code: 'VALUE_BACKTEST_RENEWALS_NONE' })
  return { ...report, backtest: { ...report.backtest, absent: why.reason, because: why.because } }
}

function modelReport(fitted: AnyFittedContractModel, period: RenewalPeriod): ModelReport {
  return {
    name: fitted.model,
    unit: period,
    parameters: fitted.parameters,
    standardErrors: standardErrors<string>(fitted),
    logLikelihood: fitted.logLikelihood,
    aic: akaike(fitted),
    bic: bayesianInformation(fitted),
    customers: fitted.customerCount,
    distinctRows: fitted.distinctRows,
    convergence: fitted.convergence,
  }
}

/** Renewals come up so far and known: how many were made, how many were not, and of how many ages. */
function renewalsDue({ renewals, ended, weight }: ContractRows): {
  readonly made: number
  readonly lost: number
  readonly renewals: number
} {
  let [made, lost, oldest] = [0, 0, 0]
  renewals.forEach((age, row) => {
    const count = weight[row] ?? 0
    made += count * age
    lost += count * (ended[row] ?? 0)
    oldest = Math.max(oldest, age + (ended[row] ?? 0))
  })
  return { made, lost, renewals: oldest }
}
