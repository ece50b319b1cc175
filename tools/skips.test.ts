import { expect, test } from 'vitest'
import { allowedSkips, explainSkips, summaryOf } from './skips.ts'

test('a run is counted by outcome, and a pending test is a skipped one', () => {
  const outcomes = ['passed', 'passed', 'failed', 'skipped', 'pending']
  const assertionResults = outcomes.map((status, place) => ({ fullName: `test ${place}`, status }))
  expect(summaryOf({ testResults: [{ assertionResults }] })).toEqual({
    passed: 2,
    failed: 1,
    skipped: ['test 3', 'test 4'],
  })
})

test('a skip is explained only by a line that names it', () => {
  const allowed = allowedSkips('# why tests may be skipped\n\nneeds a printer | no printer in CI\n')
  const { explained, unexplained } = explainSkips(['page needs a printer', 'other'], allowed)
  expect(explained).toEqual([{ name: 'page needs a printer', reason: 'no printer in CI' }])
  expect(unexplained).toEqual(['other'])
})

test('a line without a reason is refused', () => {
  expect(() => allowedSkips('needs a printer')).toThrow('is not "name | reason"')
})
