/** What a reader must know of a valuation before believing it, each with the next step. */
import type { Because } from '../because.ts'
import type { ValueModelName, Warning } from '../value-document.ts'
import type { SayingValues } from '#kernel/saying.ts'
import { becauseOf, refusalBecause, valueWarning } from '../value-english.ts'
import { covariateWarnings } from '../covariates/covariates-report.ts'
import type { Findings } from './value-run.ts'

/** With fewer repeat customers a fit rests on next to nothing. */
const fewRepeaters = 30
/** Correlation of number and size of spends above which they cannot be called independent. */
const tellingCorrelation = 0.3

/** Names of the models as people say them. */
export const modelTitles: Readonly<Record<ValueModelName, string>> = {
  'pareto-nbd': 'Pareto/NBD',
  'mbg-nbd': 'MBG/NBD',
  'bg-nbd': 'BG/NBD',
  'ggompertz-nbd': 'GGompertz/NBD',
  'mbg-cnbd-k': 'MBG/CNBD-k',
  'bg-cnbd-k': 'BG/CNBD-k',
  nbd: 'NBD',
  sbg: 'sBG',
  bdw: 'BdW',
}

/** All warnings, the gravest first. */
export function warningsOf(found: Findings): readonly Warning[] {
  return [
    ...modelWarnings(found),
    ...covariateWarnings(found),
    ...found.validated.warnings,
    ...spendWarnings(found),
    ...intervalWarnings(found),
  ]
}

function modelWarnings({ fitted, summarised }: Findings): readonly Warning[] {
  const { purchases, failures } = fitted
  const { repeaters } = summarised
  if (purchases === null) {
    const why = modelAbsentBecause(fitted)
    return [valueWarning('VALUE_MODEL_NONE', { why: why.because ?? why.reason })]
  }
  const model = modelTitles[purchases.model]
  const warnings: Warning[] = failures.map((failure) => {
    const why = refusalBecause({ ...failure, details: failure.values ?? {} })
    const values = { failed: modelTitles[failure.model], why: why.because ?? why.reason, model }
    return valueWarning('VALUE_MODEL_PASSED_OVER', values)
  })
  if (repeaters < fewRepeaters)
    warnings.push(valueWarning('VALUE_REPEAT_CUSTOMERS_FEW', { count: repeaters }))
  const valuedBy = fitted.given ?? purchases
  if (valuedBy.warnings.length > 0) warnings.push(valueWarning('VALUE_MODEL_AT_BOUNDARY', { model }))
  return warnings
}

/** Why there is no model. */
export function modelAbsentBecause({
  failures: [failure],
}: {
  readonly failures: readonly {
    readonly code: string
    readonly message: string
    readonly values?: SayingValues
  }[]
}): Because {
  if (failure === undefined) return becauseOf({ code: 'VALUE_MODEL_UNTRIED' })
  return refusalBecause({ ...failure, details: failure.values ?? {} })
}

function spendWarnings({ fitted, summarised }: Findings): readonly Warning[] {
  const { spendReport } = fitted
  const { withoutSpend, frequencySpendCorrelation: correlation, spend } = summarised
  const warnings: Warning[] = []
  if (fitted.purchases === null) return warnings
  if (spend <= 0) {
    const what =
      spend < 0 ? { code: 'VALUE_SPEND_NEGATIVE', values: { spend } } : { code: 'VALUE_SPEND_NOTHING' }
    warnings.push(valueWarning('VALUE_SPEND_NOT_POSITIVE', { what }))
  }
  if (spendReport.name === 'mean-spend') {
    const { meanSpend, because, reason } = spendReport
    warnings.push(valueWarning('VALUE_SPEND_NOT_MODELLED', { why: because ?? reason, meanSpend }))
  }
  if (withoutSpend > 0) warnings.push(valueWarning('VALUE_ZERO_SPEND_LEFT_OUT', { count: withoutSpend }))
  if (spendReport.name === 'gamma-gamma' && Math.abs(correlation ?? 0) > tellingCorrelation) {
    warnings.push(dependsOnFrequency(correlation ?? 0))
  }
  return warnings
}

function dependsOnFrequency(correlation: number): Warning {
  const more = correlation > 0
  return valueWarning('VALUE_SPEND_DEPENDS_ON_FREQUENCY', {
    correlation,
    how: { code: more ? 'VALUE_FREQUENT_SPEND_MORE' : 'VALUE_FREQUENT_SPEND_LESS' },
    advice: { code: more ? 'VALUE_FREQUENT_TOO_LOW' : 'VALUE_FREQUENT_TOO_HIGH' },
  })
}

function intervalWarnings({ scored }: Findings): readonly Warning[] {
  return scored?.parameterUncertainty === 'unknown' ? [valueWarning('VALUE_INTERVALS_CHANCE_ONLY')] : []
}
