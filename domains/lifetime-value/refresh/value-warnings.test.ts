import { expect, test } from 'vitest'
import { gammaGammaWithParameters } from '#lifetime/gamma-gamma/fit.ts'
import { purchaseModel } from '#lifetime/models.ts'
import type { Findings, FittedModels, Scored, Summarised } from './value-run.ts'
import { warningsOf } from './value-warnings.ts'

const purchases = purchaseModel('mbg-nbd').withParameters({ r: 0.5, alpha: 6, a: 0.9, b: 1.6 }, 'week')
const spendReport = { name: 'gamma-gamma' } as FittedModels['spendReport']
const sound = {
  summarised: { repeaters: 500, withoutSpend: 0, spend: 1000, frequencySpendCorrelation: 0.1 } as Summarised,
  fitted: {
    purchases: { ...purchases, warnings: [] },
    given: null,
    givenFailure: null,
    failures: [],
    spend: { kind: 'gamma-gamma', fitted: gammaGammaWithParameters({ p: 6, q: 4, gamma: 15 }) },
    spendReport,
    milliseconds: 1,
  } as FittedModels,
  validated: { holdout: null, origins: [], tracking: null, frequencies: null, warnings: [] },
  scored: { parameterUncertainty: 'integrated' } as Scored,
  covariates: null,
  chosen: {} as Findings['chosen'],
  seasons: { finding: 'untold', reason: 'The log is short.' },
} satisfies Findings

interface Changes {
  readonly summarised?: Partial<Summarised>
  readonly fitted?: Partial<FittedModels>
  readonly scored?: Partial<Scored> | null
}

function warned({ summarised, fitted, scored }: Changes) {
  return warningsOf({
    ...sound,
    summarised: { ...sound.summarised, ...summarised },
    fitted: { ...sound.fitted, ...fitted },
    scored: scored === null ? null : { ...sound.scored, ...scored },
  })
}

test('a sound valuation has nothing to warn of', () => {
  expect(warned({})).toEqual([])
  expect(warned({ summarised: { frequencySpendCorrelation: null } })).toEqual([])
})

const failure = { model: 'pareto-nbd', code: 'LIFETIME_FIT_NOT_CONVERGED', message: 'It ran off.' } as const
const meanSpend = { name: 'mean-spend', meanSpend: 25, reason: 'All spend the same.' } as const
const atBoundary = { ...purchases, warnings: ['LIFETIME_PARAMETER_AT_BOUNDARY'] }

test.each<[string, Changes, string]>([
  [
    'VALUE_MODEL_NONE',
    { fitted: { purchases: null, failures: [failure] }, scored: null },
    'no maximum that could be found.',
  ],
  [
    'VALUE_MODEL_NONE',
    { fitted: { purchases: null }, scored: null, summarised: { spend: -1 } },
    'cannot be told',
  ],
  [
    'VALUE_MODEL_PASSED_OVER',
    { fitted: { failures: [failure] } },
    'Pareto/NBD could not be fitted: The likelihood has no maximum that could be found. MBG/NBD',
  ],
  ['VALUE_REPEAT_CUSTOMERS_FEW', { summarised: { repeaters: 1 } }, 'Only 1 customer bought again'],
  ['VALUE_REPEAT_CUSTOMERS_FEW', { summarised: { repeaters: 29 } }, 'Only 29 customers bought again'],
  ['VALUE_MODEL_AT_BOUNDARY', { fitted: { purchases: atBoundary } }, 'MBG/NBD'],
  ['VALUE_SPEND_NOT_POSITIVE', { summarised: { spend: -12.5 } }, 'Net spend is -12.5'],
  ['VALUE_SPEND_NOT_POSITIVE', { summarised: { spend: 0 } }, 'No money was spent'],
  [
    'VALUE_SPEND_NOT_MODELLED',
    { fitted: { spendReport: meanSpend } },
    'All spend the same. Each future purchase counts the mean of 25.00',
  ],
  ['VALUE_ZERO_SPEND_LEFT_OUT', { summarised: { withoutSpend: 1 } }, '1 customer bought again'],
  ['VALUE_ZERO_SPEND_LEFT_OUT', { summarised: { withoutSpend: 3 } }, '3 customers bought again'],
  [
    'VALUE_SPEND_DEPENDS_ON_FREQUENCY',
    { summarised: { frequencySpendCorrelation: 0.5 } },
    'spend more each time',
  ],
  [
    'VALUE_SPEND_DEPENDS_ON_FREQUENCY',
    { summarised: { frequencySpendCorrelation: -0.5 } },
    'spend less each time',
  ],
  ['VALUE_INTERVALS_CHANCE_ONLY', { scored: { parameterUncertainty: 'unknown' } }, 'too narrow'],
])('%s is said of %j, with the next step', (code, changes, words) => {
  const warnings = warned(changes)
  expect(warnings.map((warning) => warning.code)).toEqual([code])
  expect(warnings[0]?.message).toContain(words)
  expect(warnings[0]?.hint).toMatch(/\.$/)
})

test('a reason that no language file has is told in its own words', () => {
  const strange = { model: 'pareto-nbd', code: 'LIFETIME_MODEL_UNKNOWN', message: 'It ran off.' } as const
  const [warning] = warned({ fitted: { failures: [strange] } })
  expect(warning?.message).toBe('Pareto/NBD could not be fitted: It ran off. MBG/NBD was used.')
  expect(warning?.values).toEqual({ failed: 'Pareto/NBD', why: 'It ran off.', model: 'MBG/NBD' })
})
