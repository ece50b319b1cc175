import { expect, test } from 'vitest'
import type { ChoiceCandidate } from '#lifetime/judgement/choice.ts'
import { boundaryNote } from './boundary-note.ts'

const alike = {
  meanLogProbability: -1,
  differenceToBest: -0.001,
  standardError: 0.001,
  againstChosen: { difference: 0, standardError: 0, isNoise: true },
}
const clearlyWorse = { ...alike, differenceToBest: -0.1 }

function noteOf(pareto: Partial<ChoiceCandidate>, mbg: Partial<ChoiceCandidate>): string | undefined {
  const candidates: ChoiceCandidate[] = [
    { model: 'pareto-nbd', ...alike, atBoundary: false, ...pareto },
    { model: 'mbg-nbd', ...alike, atBoundary: false, ...mbg },
  ]
  return boundaryNote({ model: 'pareto-nbd', candidates }).note?.reason
}

test('a chosen fit at a boundary names those within theirs that did as well', () => {
  expect(noteOf({ atBoundary: true }, {})).toMatch(
    /^The fit of Pareto\/NBD lies at a boundary .* as well: MBG\/NBD\./,
  )
})

test('nothing is said where the fit is sound, or no sounder one did as well', () => {
  expect(noteOf({}, {})).toBeUndefined()
  expect(noteOf({ atBoundary: true }, { atBoundary: true })).toBeUndefined()
  expect(noteOf({ atBoundary: true }, clearlyWorse)).toBeUndefined()
})
