/** What a reader must know of a valuation before believing it, each with the next step. */
import type { PurchaseModelName } from '#lifetime/model.ts'
import type { Warning } from './value-document.ts'
import type { Findings } from './value-run.ts'

/** With fewer repeat customers a fit rests on next to nothing. */
const fewRepeaters = 30
/** Correlation of number and size of spends above which they cannot be called independent. */
const tellingCorrelation = 0.3

/** Names of the models as people say them. */
export const modelTitles: Readonly<Record<PurchaseModelName, string>> = {
  'pareto-nbd': 'Pareto/NBD',
  'mbg-nbd': 'MBG/NBD',
  'bg-nbd': 'BG/NBD',
}

/** All warnings, the gravest first. */
export function warningsOf(found: Findings): readonly Warning[] {
  return [
    ...modelWarnings(found),
    ...found.validated.warnings,
    ...spendWarnings(found),
    ...intervalWarnings(found),
  ]
}

function modelWarnings({ fitted, summarised }: Findings): readonly Warning[] {
  const { purchases, failures } = fitted
  const { repeaters } = summarised
  if (purchases === null) return [noModel(failures[0]?.message ?? '')]
  const warnings: Warning[] = failures.map(({ model, message }) => ({
    code: 'VALUE_MODEL_PASSED_OVER',
    message: `${modelTitles[model]} could not be fitted: ${message} ${modelTitles[purchases.model]} was used.`,
    hint: 'Nothing need be done; name a model with --model to decide yourself.',
  }))
  if (repeaters < fewRepeaters) {
    warnings.push({
      code: 'VALUE_REPEAT_CUSTOMERS_FEW',
      message: `Only ${repeaters} ${repeaters === 1 ? 'customer' : 'customers'} bought again; what is said of all rests on that.`,
      hint: 'Take the figures as a rough guide, and import a longer log when there is one.',
    })
  }
  if (purchases.warnings.length > 0) {
    warnings.push({
      code: 'VALUE_MODEL_AT_BOUNDARY',
      message: `The fit of ${modelTitles[purchases.model]} ran into a boundary of its parameters.`,
      hint: 'Compare with another model by --model, and look at how it did on the hold-out.',
    })
  }
  return warnings
}

function noModel(reason: string): Warning {
  return {
    code: 'VALUE_MODEL_NONE',
    message: `What customers will do cannot be told: ${reason}`,
    hint: 'What they did so far is shown; import a longer log to have their future valued.',
  }
}

function spendWarnings({ fitted, summarised }: Findings): readonly Warning[] {
  const { spendReport } = fitted
  const { withoutSpend, frequencySpendCorrelation: correlation, spend } = summarised
  const warnings: Warning[] = []
  if (fitted.purchases === null) return warnings
  if (spend <= 0) {
    warnings.push({
      code: 'VALUE_SPEND_NOT_POSITIVE',
      message:
        spend < 0 ? `Net spend is ${spend}: refunds outweigh purchases.` : 'No money was spent at all.',
      hint: 'Check the amount column and the marks of refunds in the import.',
    })
  }
  if (spendReport.name === 'mean-spend') {
    warnings.push({
      code: 'VALUE_SPEND_NOT_MODELLED',
      message: `Spend differs between customers in no way that could be modelled: ${spendReport.reason} Each future purchase counts the mean of ${spendReport.meanSpend.toFixed(2)}.`,
      hint: 'Read differences of value between customers as differences in how often they will buy.',
    })
  }
  if (withoutSpend > 0) {
    warnings.push({
      code: 'VALUE_ZERO_SPEND_LEFT_OUT',
      message: `${withoutSpend} ${withoutSpend === 1 ? 'customer' : 'customers'} bought again but never for more than nothing, and cannot inform the spend model.`,
      hint: 'Nothing need be done; their own spend is taken as unknown.',
    })
  }
  if (
    spendReport.name === 'gamma-gamma' &&
    correlation !== null &&
    Math.abs(correlation) > tellingCorrelation
  ) {
    warnings.push({
      code: 'VALUE_SPEND_DEPENDS_ON_FREQUENCY',
      message: `Customers who buy more often spend ${correlation > 0 ? 'more' : 'less'} each time (correlation ${correlation.toFixed(2)}); the spend model takes the two as independent.`,
      hint: `Take the value of the most frequent customers as ${correlation > 0 ? 'too low' : 'too high'} rather than too ${correlation > 0 ? 'high' : 'low'}.`,
    })
  }
  return warnings
}

function intervalWarnings({ scored }: Findings): readonly Warning[] {
  if (scored?.parameterUncertainty !== 'unknown') return []
  return [
    {
      code: 'VALUE_INTERVALS_CHANCE_ONLY',
      message:
        'The fit does not tell how sure its parameters are, so intervals hold chance alone and are too narrow.',
      hint: 'Compare with another model by --model, or import a longer log.',
    },
  ]
}
