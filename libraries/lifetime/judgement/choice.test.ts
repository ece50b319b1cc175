import { days, weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { expect, test } from 'vitest'
import type { AnyFittedPurchaseModel } from '../model.ts'
import { purchaseModel } from '../models.ts'
import { exampleFits } from '../outlook/example-fits.ts'
import { chooseAtOrigin } from './choice.ts'
import type { ChoiceOptions } from './choice.ts'

const [paretoNbd, mbgNbd, bgNbd] = exampleFits

function rowsFrom(truth: AnyFittedPurchaseModel, customers: number): ChoiceOptions['rows'] {
  const random = seededRandom(3)
  const ages = Float64Array.from({ length: customers }, () => 60 + Math.floor(40 * random()))
  return purchaseModel(truth).simulate(truth, { ages, horizon: 52, random })
}

/** A fit that is plainly wrong: it expects six times as many purchases. */
function sixfold(fitted: AnyFittedPurchaseModel): AnyFittedPurchaseModel {
  const { r, ...rest } = fitted.parameters
  return { ...fitted, parameters: { r: 6 * r, ...rest } } as AnyFittedPurchaseModel
}

test('a model that is clearly better is chosen, whatever comes first in a tie', () => {
  const choice = chooseAtOrigin({
    candidates: [sixfold(paretoNbd), bgNbd],
    rows: rowsFrom(bgNbd, 2000),
    horizon: weeks(52),
  })
  expect(choice.model).toBe('bg-nbd')
  expect(choice.reason).toBe('BG/NBD predicted what came clearly better than the others.')
  const [wrong, best] = choice.candidates
  expect(best).toMatchObject({ model: 'bg-nbd', differenceToBest: 0, standardError: 0 })
  expect(wrong.differenceToBest).toBeLessThan(-2 * wrong.standardError)
})

test('in a tie Pareto/NBD goes first, then MBG/NBD', () => {
  const rows = rowsFrom(bgNbd, 40)
  const three = chooseAtOrigin({ candidates: [bgNbd, mbgNbd, paretoNbd], rows, horizon: weeks(52) })
  expect(three.model).toBe('pareto-nbd')
  expect(three.candidates.map(({ model }) => model)).toEqual(['pareto-nbd', 'mbg-nbd', 'bg-nbd'])
  const two = chooseAtOrigin({ candidates: [bgNbd, mbgNbd], rows, horizon: weeks(52) })
  expect(two.model).toBe('mbg-nbd')
})

test('the reason says that a tie decided, or that others did as well', () => {
  const reasonFrom = (truth: AnyFittedPurchaseModel) =>
    chooseAtOrigin({ candidates: [bgNbd, paretoNbd], rows: rowsFrom(truth, 60), horizon: weeks(52) })
  const best = (choice: ReturnType<typeof reasonFrom>) =>
    choice.candidates.find(({ differenceToBest }) => differenceToBest === 0)?.model
  const [tie, alike] = [reasonFrom(bgNbd), reasonFrom(paretoNbd)]
  expect([best(tie), best(alike)]).toEqual(['bg-nbd', 'pareto-nbd'])
  expect(tie.model).toBe('pareto-nbd')
  expect(tie.reason).toMatch(
    /^BG\/NBD predicted what came slightly better, .* in such a tie Pareto\/NBD goes first/,
  )
  expect(alike.reason).toMatch(/^Pareto\/NBD predicted what came best; BG\/NBD did as well/)
})

test('differences and standard errors are those of the paired log probabilities', () => {
  const rows = rowsFrom(paretoNbd, 500)
  const weighted = { ...rows, histories: { ...rows.histories, weight: new Float64Array(500).fill(4) } }
  const one = chooseAtOrigin({ candidates: [paretoNbd, sixfold(bgNbd)], rows, horizon: weeks(52) })
  const four = chooseAtOrigin({ candidates: [paretoNbd, sixfold(bgNbd)], rows: weighted, horizon: weeks(52) })
  expect(four.candidates[1].differenceToBest).toBeCloseTo(one.candidates[1].differenceToBest, 12)
  expect(four.candidates[1].standardError).toBeCloseTo(one.candidates[1].standardError / 2, 12)
})

test('every model is held against the chosen one too, which in a tie is not the best', () => {
  const rows = rowsFrom(bgNbd, 40)
  const { model, candidates } = chooseAtOrigin({ candidates: [bgNbd, paretoNbd], rows, horizon: weeks(52) })
  const [chosen, best] = candidates
  expect(model).toBe(chosen.model)
  expect(chosen.againstChosen).toEqual({ difference: 0, standardError: 0, isNoise: true })
  expect(best.againstChosen.difference).toBeCloseTo(-chosen.differenceToBest, 12)
  expect(best.againstChosen.standardError).toBeCloseTo(chosen.standardError, 12)
  expect(best.againstChosen.isNoise).toBe(true)
  const wrong = { candidates: [sixfold(paretoNbd), bgNbd], rows: rowsFrom(bgNbd, 2000), horizon: weeks(52) }
  expect(chooseAtOrigin(wrong).candidates[0].againstChosen.isNoise).toBe(false)
})

test('a single candidate is chosen', () => {
  const choice = chooseAtOrigin({ candidates: [bgNbd], rows: rowsFrom(bgNbd, 10), horizon: weeks(52) })
  expect(choice).toMatchObject({ model: 'bg-nbd', reason: 'BG/NBD is the only model that could be fitted.' })
})

test('no candidate, no horizon, and counts that are too few are refused', () => {
  const code = (name: string) => expect.objectContaining({ code: name })
  const rows = rowsFrom(bgNbd, 10)
  const refused = (options: ChoiceOptions) => () => chooseAtOrigin(options)
  expect(refused({ candidates: [], rows, horizon: weeks(52) })).toThrow(code('LIFETIME_OPTION_INVALID'))
  expect(refused({ candidates: [bgNbd], rows, horizon: days(0) })).toThrow(code('LIFETIME_HORIZON_INVALID'))
  const short = { ...rows, futurePurchases: new Float64Array(3) }
  expect(refused({ candidates: [bgNbd], rows: short, horizon: weeks(52) })).toThrow(
    code('LIFETIME_LENGTHS_DIFFER'),
  )
})
